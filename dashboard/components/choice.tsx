/** A row of radio buttons that looks like one control. */

export interface ChoiceProps<Value extends string | number> {
  readonly name: string;
  /** Names the choice for screen readers. */
  readonly legend: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}

export function Choice<Value extends string | number>(props: ChoiceProps<Value>) {
  const { name, legend, options, chosen, onChoose } = props;
  return (
    <fieldset class="choice">
      <legend class="for-readers">{legend}</legend>
      {options.map(({ value, label }) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={value === chosen}
            onChange={() => onChoose(value)}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The configuration of the nginx that the bench starts; it uses no file outside its folder. */

export interface NchanSetting {
  /** An existing folder, removed after the run. */
  readonly folder: string;
  /** Path of `ngx_nchan_module.so`. */
  readonly module: string;
  readonly port: number;
  readonly connections: number;
  /** Worker processes. */
  readonly workers: number;
}

/** Keeps messages like this hub does, so that a subscriber that is behind loses none. */
export function nchanConfig(setting: NchanSetting): string {
  const { folder, module, port, connections, workers } = setting;
  const descriptors = connections * 2 + 500;
  return `load_module ${module};
daemon off;
worker_processes ${workers};
worker_rlimit_nofile ${descriptors};
pid ${folder}/nginx.pid;
error_log stderr notice;

events {
  worker_connections ${descriptors};
}

http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  client_body_buffer_size 1m;
  client_max_body_size 1m;
  keepalive_requests 10000000;
  nchan_shared_memory_size 512m;
  nchan_message_buffer_length 100000;
  nchan_message_timeout 10m;

  server {
    listen 127.0.0.1:${port} backlog=511;

    location = /events {
      nchan_publisher http;
      nchan_subscriber eventsource;
      nchan_channel_id $arg_topic;
      nchan_subscriber_first_message newest;
      nchan_eventsource_ping_interval 15;
    }
  }
}
`;
}

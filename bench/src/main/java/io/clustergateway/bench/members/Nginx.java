package io.clustergateway.bench.members;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A member that lists no pods and answers at once, as always: nginx neither compiles nor collects. */
final class Nginx {
    private static final String CONFIGURATION = """
            daemon off;
            master_process off;
            pid %1$s/nginx.pid;
            error_log stderr warn;
            events { worker_connections 1024; }
            http {
              access_log off;
              default_type application/json;
              tcp_nodelay on;
              keepalive_timeout 1h;
              keepalive_requests 1000000000;
              client_body_temp_path %1$s;
              proxy_temp_path %1$s;
              fastcgi_temp_path %1$s;
              uwsgi_temp_path %1$s;
              scgi_temp_path %1$s;
              ssl_certificate %2$s.crt;
              ssl_certificate_key %2$s.key;
              server {
                listen 127.0.0.1:%3$d ssl http2;
                location / { return 200 '{"kind":"PodList","items":[]}'; }
              }
            }
            """;

    private Nginx() {}

    /** What starts it; the pair is a path without its ending. */
    static List<String> command(Path folder, Path pair, int port) throws IOException {
        Path file = Files.writeString(folder.resolve("nginx.conf"), CONFIGURATION.formatted(folder, pair, port));
        return List.of("nginx", "-e", "stderr", "-p", folder.toString(), "-c", file.toString());
    }
}

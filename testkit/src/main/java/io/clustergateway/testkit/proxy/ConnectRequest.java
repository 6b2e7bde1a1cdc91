package io.clustergateway.testkit.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** RFC 9110, 9.3.6. */
final class ConnectRequest extends ProxyRequest {
    ConnectRequest(ForwardProxy proxy, NetSocket near) {
        super(proxy, near);
    }

    @Override
    int step(Buffer bytes) {
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return 0;
        }
        String[] lines = text.substring(0, end).split("\r\n");
        String[] request = lines[0].split(" ");
        proxy.note(request[1]);
        if (!request[0].equals("CONNECT")) {
            near.end(answer("405 Method Not Allowed"));
        } else if (!proxy.admitsBasic(authorization(lines))) {
            near.end(answer("407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"testkit\""));
        } else {
            Buffer early = bytes.getBuffer(end + 4, bytes.length());
            proxy.connect(near, request[1], answer("200 Connection established"), answer("502 Bad Gateway"), early);
        }
        return 0;
    }

    private static String authorization(String[] lines) {
        for (String line : lines) {
            if (line.toLowerCase(Locale.ROOT).startsWith("proxy-authorization:")) {
                return line.substring(line.indexOf(':') + 1).strip();
            }
        }
        return "";
    }

    private static Buffer answer(String status) {
        return Buffer.buffer("HTTP/1.1 " + status + "\r\n\r\n");
    }
}

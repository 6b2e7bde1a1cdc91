package io.clustergateway.testkit.pocket;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's answer to an upgrade: a 101 with what came after its head, or a refusal read to its end. The socket is paused. */
record UpgradeAnswer(int code, Buffer received, NetSocket socket) {

    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *([0-9]{1,9})");
    private static final int LIMIT = 1 << 20;

    static Future<UpgradeAnswer> read(NetSocket socket) {
        Promise<UpgradeAnswer> answer = Promise.promise();
        Buffer received = Buffer.buffer();
        socket.handler(bytes -> {
            received.appendBuffer(bytes);
            if (complete(received)) {
                socket.pause();
                answer.tryComplete(new UpgradeAnswer(code(received), received, socket));
            }
        });
        socket.closeHandler(closed -> {
            if (headEnd(received) > 0) {
                answer.tryComplete(new UpgradeAnswer(code(received), received, socket));
            } else {
                answer.tryFail("the backend closed the connection before it answered the upgrade");
            }
        });
        return answer.future();
    }

    private static boolean complete(Buffer received) {
        int end = headEnd(received);
        if (end < 0 || code(received) == 101) {
            return end > 0;
        }
        String head = received.getString(0, end, "ISO-8859-1").toLowerCase(Locale.ROOT);
        if (head.contains("transfer-encoding: chunked")) {
            return received.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n0\r\n\r\n");
        }
        Matcher length = LENGTH.matcher(head);
        return received.length() > LIMIT
                || length.find() && received.length() >= end + 4 + Integer.parseInt(length.group(1));
    }

    private static int headEnd(Buffer received) {
        return received.toString(StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
    }

    private static int code(Buffer received) {
        String line = received.toString(StandardCharsets.ISO_8859_1).split("\r\n", 2)[0];
        String[] parts = line.split(" ", 3);
        return parts.length > 1 && parts[1].matches("[0-9]{3}") ? Integer.parseInt(parts[1]) : 0;
    }
}

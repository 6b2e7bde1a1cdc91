package io.clustergateway.forwarder.request;

import io.clustergateway.kernel.Failure;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of paths and queries. */
final class Percent {
    private Percent() {}

    /** One round of decoding, as Go's url.PathUnescape: an incomplete escape is refused. */
    static String decode(String text) {
        return text.indexOf('%') < 0 ? text : decoded(text, true);
    }

    /** One round of decoding that leaves an incomplete escape as it stands. */
    static String decodeLeniently(String text) {
        return text.indexOf('%') < 0 ? text : decoded(text, false);
    }

    private static String decoded(String text, boolean strict) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int octet = c == '%' ? octet(text, i) : -1;
            if (octet >= 0) {
                bytes.write(octet);
                i += 2;
            } else if (c == '%' && strict) {
                throw Failure.badRequest("request target: an incomplete %-escape (expected: % and two hex digits)");
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int octet(String text, int at) {
        if (at + 2 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}

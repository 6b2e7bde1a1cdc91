package io.clustergateway.forwarder.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The head of an HTTP/1.1 answer, and how many bytes it took. Strict, because what is not understood is not relayed. */
record ResponseHead(int code, MultiMap headers, int length) {
    private static final int LIMIT = 1 << 20;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( [^\\r\\n\\x00]*)?");
    private static final Pattern HEADER =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([^\\r\\n\\x00]*?)[ \\t]*");
    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Its form is not HTTP/1.1's. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String reason) {
            super(reason, null, false, false);
        }
    }

    /**
     * Reads a head once it is whole.
     *
     * @param searchFrom a position before which it is known not to end
     */
    static Optional<ResponseHead> read(Buffer received, int searchFrom) throws Malformed {
        int end = indexOfEnd(received, Math.max(0, searchFrom - END.length + 1));
        if (end < 0 && received.length() <= LIMIT) {
            return Optional.empty();
        }
        if (end < 0 || end > LIMIT) {
            throw new Malformed("a head of more than %d bytes".formatted(LIMIT));
        }
        String[] lines = received.getString(0, end, "ISO-8859-1").split("\r\n", -1);
        Matcher status = STATUS_LINE.matcher(lines[0]);
        if (!status.matches()) {
            throw new Malformed("no status line");
        }
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 1; i < lines.length; i++) {
            Matcher header = HEADER.matcher(lines[i]);
            if (!header.matches()) {
                throw new Malformed("a header line without a name");
            }
            headers.add(header.group(1), header.group(2));
        }
        return Optional.of(new ResponseHead(Integer.parseInt(status.group(1)), headers, end + END.length));
    }

    private static int indexOfEnd(Buffer bytes, int from) {
        for (int i = from; i <= bytes.length() - END.length; i++) {
            if (bytes.getByte(i) == END[0]
                    && bytes.getByte(i + 1) == END[1]
                    && bytes.getByte(i + 2) == END[2]
                    && bytes.getByte(i + 3) == END[3]) {
                return i;
            }
        }
        return -1;
    }
}

package io.clustergateway.forwarder.upstream;

import io.clustergateway.forwarder.upstream.ResponseHead.Malformed;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Takes an HTTP/1.1 body out of its framing: a length, chunks, or everything until the connection closes. */
final class Framing {
    private static final int LONGEST_LINE = 8192;

    private enum State {
        COUNTED,
        TO_CLOSE,
        SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        DONE
    }

    private final StringBuilder line = new StringBuilder();
    private State state;
    private long left;

    private Framing(State state, long left) {
        this.state = state;
        this.left = left;
    }

    static Framing of(ResponseHead head) throws Malformed {
        if (head.code() == 204 || head.code() == 304) {
            return new Framing(State.DONE, 0);
        }
        List<String> codings = HopByHop.tokens(head.headers().getAll("transfer-encoding"));
        List<String> lengths = head.headers().getAll("content-length");
        if (!codings.isEmpty()) {
            if (!codings.equals(List.of("chunked")) || !lengths.isEmpty()) {
                throw new Malformed("an ambiguous body length");
            }
            return new Framing(State.SIZE, 0);
        }
        if (lengths.isEmpty()) {
            return new Framing(State.TO_CLOSE, 0);
        }
        if (lengths.size() > 1 || !lengths.get(0).matches("[0-9]{1,18}")) {
            throw new Malformed("an ambiguous body length");
        }
        long length = Long.parseLong(lengths.get(0));
        return new Framing(length == 0 ? State.DONE : State.COUNTED, length);
    }

    boolean isDone() {
        return state == State.DONE;
    }

    /** Whether the end of the connection is a proper end of the body. */
    boolean mayEndNow() {
        return state == State.DONE || state == State.TO_CLOSE;
    }

    /** The body's part of these bytes; what follows its end is dropped. */
    Buffer take(Buffer received) throws Malformed {
        Buffer body = Buffer.buffer();
        int at = 0;
        while (at < received.length() && state != State.DONE) {
            if (state == State.TO_CLOSE) {
                return body.appendBuffer(received, at, received.length() - at);
            } else if (state == State.COUNTED || state == State.CHUNK) {
                at += copy(received, at, body);
            } else {
                step(received.getByte(at++));
            }
        }
        return body;
    }

    private int copy(Buffer received, int at, Buffer body) {
        int count = (int) Math.min(left, received.length() - at);
        body.appendBuffer(received, at, count);
        left -= count;
        if (left == 0) {
            state = state == State.COUNTED ? State.DONE : State.CHUNK_END;
        }
        return count;
    }

    private void step(byte next) throws Malformed {
        if (next != '\n') {
            line.append((char) (next & 0xff));
            if (line.length() > LONGEST_LINE) {
                throw new Malformed("a chunk line of more than %d bytes".formatted(LONGEST_LINE));
            }
            return;
        }
        String whole = line.toString();
        line.setLength(0);
        if (!whole.endsWith("\r")) {
            throw new Malformed("a chunk line that does not end in CRLF");
        }
        next(whole.substring(0, whole.length() - 1));
    }

    private void next(String text) throws Malformed {
        if (state == State.SIZE) {
            left = size(text);
            state = left == 0 ? State.TRAILER : State.CHUNK;
        } else if (state == State.CHUNK_END) {
            if (!text.isEmpty()) {
                throw new Malformed("a chunk longer than it says");
            }
            state = State.SIZE;
        } else if (text.isEmpty()) {
            state = State.DONE;
        }
    }

    private static long size(String text) throws Malformed {
        String digits = text.split(";", 2)[0].strip();
        if (!digits.matches("[0-9A-Fa-f]{1,15}")) {
            throw new Malformed("no chunk size");
        }
        return Long.parseLong(digits, 16);
    }
}

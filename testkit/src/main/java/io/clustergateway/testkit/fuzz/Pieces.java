package io.clustergateway.testkit.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes cut at places that the fuzzer chose: a network may cut them anywhere. */
public final class Pieces {
    private Pieces() {}

    /**
     * The bytes in pieces, in order.
     *
     * @param cuts each so many bytes on from the one before; the rest is one piece
     */
    public static List<byte[]> of(byte[] bytes, byte[] cuts) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (byte cut : cuts) {
            int to = Math.min(bytes.length, from + (cut & 0xff));
            pieces.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        pieces.add(Arrays.copyOfRange(bytes, from, bytes.length));
        return pieces;
    }
}

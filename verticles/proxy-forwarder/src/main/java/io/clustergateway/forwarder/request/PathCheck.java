package io.clustergateway.forwarder.request;

import io.clustergateway.kernel.Failure;

/**
 * Refuses paths that different servers read differently: what is authorized must be what the member serves, and an
 * endpoint's path prefix must hold. Everything else is kept byte for byte.
 */
final class PathCheck {
    /** Nobody encodes deeper in good faith; without a limit, each round costs the length of the path. */
    private static final int MOST_ROUNDS = 4;

    private PathCheck() {}

    static void refuseAmbiguous(String path) {
        Percent.decode(path);
        String form = path;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            inspect(form);
            String next = Percent.decodeLeniently(form);
            if (next.equals(form)) {
                return;
            }
            form = next;
        }
        throw Failure.badRequest("path: percent-encoded again and again (expected: encoded once)");
    }

    private static void inspect(String path) {
        if (path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) {
            throw Failure.badRequest("path: a backslash or NUL, encoded or plain (expected: neither)");
        }
        for (String segment : path.split("/", -1)) {
            int parameters = segment.indexOf(';');
            String name = parameters < 0 ? segment : segment.substring(0, parameters);
            if (name.equals(".") || name.equals("..")) {
                throw Failure.badRequest("path: a segment \".\" or \"..\", encoded or plain (expected: a plain path)");
            }
        }
    }
}

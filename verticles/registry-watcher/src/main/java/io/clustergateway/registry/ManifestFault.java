package io.clustergateway.registry;

/** What is wrong in a manifest file, as {@code file:line: what (expected: …)}, without any of its data. */
final class ManifestFault extends Exception {
    private static final long serialVersionUID = 1;

    ManifestFault(String file, int line, String what) {
        super("%s:%d: %s".formatted(file, line, what), null, false, false);
    }
}

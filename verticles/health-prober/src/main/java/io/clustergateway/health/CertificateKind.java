package io.clustergateway.health;

/** Whose certificate it is. */
enum CertificateKind {
    SERVING("serving", "the member's serving certificate"),
    CLIENT("client", "the client certificate in its Secret");

    private final String label;
    private final String words;

    CertificateKind(String label, String words) {
        this.label = label;
        this.words = words;
    }

    String label() {
        return label;
    }

    String words() {
        return words;
    }
}

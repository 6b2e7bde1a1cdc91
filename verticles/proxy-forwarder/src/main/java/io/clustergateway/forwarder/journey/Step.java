package io.clustergateway.forwarder.journey;

/** Where a request's time goes, in the audit log's words. */
enum Step {
    ACCESS("access"),
    QUEUE("queue"),
    IDENTITY("identity"),
    MEMBER_CONNECT("member-connect"),
    MEMBER_FIRST_BYTE("member-first-byte");

    private final String label;

    Step(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}

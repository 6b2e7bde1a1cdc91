package io.clustergateway.kernel.contract;

/** A stage of a request at which an event may be logged (audit.k8s.io Stage). */
public enum AuditStage {
    /** Who asks is known, and nothing has had an effect yet. */
    REQUEST_RECEIVED("RequestReceived"),
    /** The head is out, and the body may take long: watches, logs and tunnels only. */
    RESPONSE_STARTED("ResponseStarted"),
    /** It has ended. */
    RESPONSE_COMPLETE("ResponseComplete"),
    /** It has ended in a fault of the gateway's own. */
    PANIC("Panic");

    private final String text;

    AuditStage(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}

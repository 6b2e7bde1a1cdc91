package io.clustergateway.kernel.ops;

/**
 * Readiness of one module instance. Starts as not ready; safe to call from any thread.
 *
 * <p>A condition is about this replica's ability to serve, never about a member's health: an unready gateway takes its
 * APIService, and with it discovery of the whole hub, down (kubevela#2319).
 */
public interface Condition {
    /** It can do its work. */
    void ready();

    /**
     * It cannot.
     *
     * @param reason what is missing and the mend, one line
     */
    void notReady(String reason);
}

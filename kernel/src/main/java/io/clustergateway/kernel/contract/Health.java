package io.clustergateway.kernel.contract;

/** What the Secret's annotations say about a member; absent is Unknown, and requests pass. */
public record Health(State state, String reason) {
    /** Nobody has probed. */
    public static final Health UNKNOWN = new Health(State.UNKNOWN, "");

    /** Three values, because a member nobody probed is not unhealthy. */
    public enum State {
        UNKNOWN,
        HEALTHY,
        UNHEALTHY
    }
}

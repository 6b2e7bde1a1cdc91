package io.clustergateway.forwarder.load;

import io.clustergateway.forwarder.request.OwnResource;
import io.clustergateway.forwarder.request.RequestTarget;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;

/** Why new work is refused; all of them are 429 TooManyRequests, as kube-apiserver's, and safe to repeat. */
enum Rejection {
    TOTAL_REQUESTS("requests", "TooManyRequestsInFlight", "the gateway has too many requests in flight"),
    CALLER_REQUESTS("caller-requests", "TooManyRequestsOfCaller", "you have too many requests in flight"),
    CALLER_STREAMS("caller-streams", "TooManyStreamsOfCaller", "you have too many watches, logs or sessions open"),
    TOTAL_STREAMS("streams", "TooManyStreams", "the gateway has too many watches, logs and sessions open"),
    MEMBER_STREAMS("member-streams", "TooManyStreamsOfMember", "it has too many watches, logs and sessions open"),
    QUEUE_FULL("queue-full", "MemberQueueFull", "it has too many requests in flight, and its queue is full"),
    QUEUE_TIME("queue-time", "MemberQueueTime", "it has too many requests in flight, and none ended in time");

    private static final int RETRY_SECONDS = 1;
    private static final int RETRY_STREAM_SECONDS = 5;

    private final String label;
    private final String cause;
    private final String text;

    Rejection(String label, String cause, String text) {
        this.label = label;
        this.cause = cause;
        this.text = text;
    }

    /** As metrics name it. */
    String label() {
        return label;
    }

    static Rejection total(boolean isStream) {
        return isStream ? TOTAL_STREAMS : TOTAL_REQUESTS;
    }

    static Rejection caller(boolean isStream) {
        return isStream ? CALLER_STREAMS : CALLER_REQUESTS;
    }

    /** As the client sees it. */
    Failure failure(String member) {
        boolean isMembers = this == MEMBER_STREAMS || this == QUEUE_FULL || this == QUEUE_TIME;
        boolean isStream = this == CALLER_STREAMS || this == TOTAL_STREAMS || this == MEMBER_STREAMS;
        String message = isMembers ? "clustergateway \"%s\" is busy: %s".formatted(member, text) : text;
        return Failure.of(
                        429,
                        "TooManyRequests",
                        message + ", please try again later",
                        isMembers ? Hop.MEMBER : Hop.GATEWAY)
                .about(RequestTarget.GROUP, OwnResource.CLUSTERGATEWAYS.plural(), member)
                .because(cause, "%s of the gateway's limits".formatted(label))
                .retryAfter(isStream ? RETRY_STREAM_SECONDS : RETRY_SECONDS);
    }
}

package io.clustergateway.forwarder.load;

import java.util.Optional;
import java.util.function.Consumer;

/** One request's place: waiting, let in, or over. Its state is its member's, under that one's lock. */
public final class Ticket {
    /** How it went at the member, as far as that says something about the member's load. */
    public enum Ending {
        /** Nothing: a stream, a client that left, a refusal of ours. */
        SILENT,
        /** It answered. */
        ANSWERED,
        /** It failed or said that it has too much to do. */
        OVERLOADED
    }

    enum State {
        WAITING,
        IN,
        OVER
    }

    private final MemberLoad member;
    private final String caller;
    private final boolean isStream;
    private final Consumer<Optional<Rejection>> decided;
    private final long enteredAt;
    private State state = State.OVER;
    private long startedAt;

    Ticket(MemberLoad member, String caller, boolean isStream, Consumer<Optional<Rejection>> decided, long enteredAt) {
        this.member = member;
        this.caller = caller;
        this.isStream = isStream;
        this.decided = decided;
        this.enteredAt = enteredAt;
    }

    /** The request is over, or its client left; the first call counts. Safe from any thread. */
    public void end(Ending ending, long latency) {
        member.end(this, ending, latency);
    }

    /** It has waited long enough; does nothing when it waits no more. */
    void expire() {
        member.expire(this);
    }

    /** Whether it waits now. */
    boolean isWaiting() {
        return member.isWaiting(this);
    }

    String caller() {
        return caller;
    }

    boolean isStream() {
        return isStream;
    }

    long enteredAt() {
        return enteredAt;
    }

    long startedAt() {
        return startedAt;
    }

    State state() {
        return state;
    }

    void waiting() {
        state = State.WAITING;
    }

    void in(long now) {
        state = State.IN;
        startedAt = now;
    }

    void over() {
        state = State.OVER;
    }

    /** Tells its owner; never under the lock. */
    void tell(Optional<Rejection> decision) {
        decided.accept(decision);
    }
}

package io.clustergateway.identity.external;

import io.clustergateway.kernel.Ticker;
import java.time.Duration;
import java.util.Optional;

/**
 * Leaves a server alone for a while after it failed several times in a row, then lets one request find out whether it is
 * back. Used on one context only, but for {@link #state()}.
 */
final class Breaker {
    private static final int FAILURES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Ticker ticker;
    private volatile State state = State.CLOSED;
    private int failures;
    private long openUntil;
    private int generation;

    Breaker(Ticker ticker) {
        this.ticker = ticker;
    }

    /** In the order of their gauge's values. */
    enum State {
        /** Everybody may ask. */
        CLOSED,
        /** One asks. */
        HALF_OPEN,
        /** Nobody asks. */
        OPEN
    }

    /** Leave to ask once; one of its methods is to be called when it is known how it went. */
    final class Permit {
        private final int given = generation;

        /** The server is there. */
        void answered() {
            if (given == generation) {
                failures = 0;
                state = State.CLOSED;
            }
        }

        /**
         * The server failed.
         *
         * @return whether it is left alone from now on
         */
        boolean failed() {
            if (given != generation) {
                return false;
            }
            failures++;
            boolean opens = state == State.HALF_OPEN || failures >= FAILURES;
            if (opens) {
                open(PAUSE);
            }
            return opens;
        }

        /** Nothing was learnt about the server. */
        void unused() {
            if (given == generation && state == State.HALF_OPEN) {
                open(Duration.ZERO);
            }
        }
    }

    /** Leave to ask, empty when the server is to be left alone. */
    Optional<Permit> permit() {
        if (state == State.OPEN && ticker.nanos() - openUntil >= 0) {
            state = State.HALF_OPEN;
            return Optional.of(new Permit());
        }
        return state == State.CLOSED ? Optional.of(new Permit()) : Optional.empty();
    }

    /** Safe to read from any thread. */
    State state() {
        return state;
    }

    /** What was asked before and is answered later says nothing about now. */
    private void open(Duration pause) {
        generation++;
        failures = 0;
        openUntil = ticker.nanos() + pause.toNanos();
        state = State.OPEN;
    }
}

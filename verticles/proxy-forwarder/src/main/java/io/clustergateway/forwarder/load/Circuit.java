package io.clustergateway.forwarder.load;

import io.clustergateway.kernel.contract.HealthTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Of one member: closed, open, or half-open while one request finds out. It opens when the member is found unhealthy, where
 * that counts, or when its own answers fail to come; one answer closes it again, whatever opened it.
 */
final class Circuit {
    /** In the order metrics number them. */
    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    private Optional<HealthTable.Entry> finding = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private State state = State.CLOSED;
    private long openedAt;
    private long windowBegan;
    private int answers;
    private int failures;
    private final Map<String, Integer> losses = new HashMap<>();

    synchronized State state() {
        return state;
    }

    /** Why it is open: the last failure that opened it; empty when it was a finding. */
    synchronized Optional<String> failure() {
        return failure;
    }

    /** What is known of the member's health now; only news counts. */
    synchronized void found(Optional<HealthTable.Entry> now, long nanos) {
        if (now.equals(finding)) {
            return;
        }
        finding = now;
        if (now.isPresent()) {
            open(Optional.empty(), nanos);
        } else if (failure.isEmpty()) {
            close(nanos);
        }
    }

    /** Whether everything passes; a circuit that failures opened counts only while such circuits do. */
    synchronized boolean isClosed(Limits.CircuitRule rule, long nanos) {
        if (state == State.OPEN && failure.isPresent() && !rule.isOn() && finding.isEmpty()) {
            close(nanos);
        }
        return state == State.CLOSED;
    }

    /** Whether the request is the one that finds out. */
    synchronized boolean tryOne(Limits.CircuitRule rule, long nanos) {
        if (state != State.OPEN || nanos - openedAt < rule.pause().toNanos()) {
            return false;
        }
        state = State.HALF_OPEN;
        return true;
    }

    synchronized void tried(boolean isBack, long nanos) {
        if (isBack) {
            close(nanos);
        } else {
            state = State.OPEN;
            openedAt = nanos;
        }
    }

    /** The request that was to find out did not come to it: the next one may, at once. */
    synchronized void untried() {
        if (state == State.HALF_OPEN) {
            state = State.OPEN;
        }
    }

    synchronized void answered(Limits.CircuitRule rule, long nanos) {
        renew(rule, nanos);
        answers++;
    }

    /** One that was let in without being a trial failed; a member found unhealthy gets no second chance. */
    synchronized void failed(String reason, Limits.CircuitRule rule, long nanos) {
        renew(rule, nanos);
        failures++;
        judge(reason, rule, nanos);
    }

    /** Likewise, in a way that a caller may bring about: those of one count for no more than those of all others. */
    synchronized void lost(String caller, String reason, Limits.CircuitRule rule, long nanos) {
        renew(rule, nanos);
        losses.merge(caller, 1, Integer::sum);
        if (provenLosses() > 0) {
            judge(reason, rule, nanos);
        }
    }

    private void judge(String reason, Limits.CircuitRule rule, long nanos) {
        int bad = failures + provenLosses();
        boolean isMany = rule.isOn() && bad >= rule.failures() && bad >= answers;
        if (state == State.CLOSED && (finding.isPresent() || isMany)) {
            open(finding.isPresent() ? Optional.empty() : Optional.of(reason), nanos);
        }
    }

    private int provenLosses() {
        int all = 0;
        int most = 0;
        for (int ofOne : losses.values()) {
            all += ofOne;
            most = Math.max(most, ofOne);
        }
        return all - most + Math.min(most, all - most);
    }

    private void renew(Limits.CircuitRule rule, long nanos) {
        boolean isFirst = answers + failures == 0 && losses.isEmpty();
        if (isFirst || nanos - windowBegan > rule.window().toNanos()) {
            begin(nanos);
        }
    }

    private void begin(long nanos) {
        windowBegan = nanos;
        answers = 0;
        failures = 0;
        losses.clear();
    }

    private void open(Optional<String> reason, long nanos) {
        state = State.OPEN;
        failure = reason;
        openedAt = nanos;
    }

    private void close(long nanos) {
        state = State.CLOSED;
        failure = Optional.empty();
        begin(nanos);
    }
}

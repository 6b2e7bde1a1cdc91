package io.clustergateway.registry;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.registry.secrets.Entry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows what is wrong with members: a warning beside readiness, one log line at each change, a metric. */
final class MemberConditions {
    static final String PREFIX = "member-secret/";
    private static final Logger log = LoggerFactory.getLogger(MemberConditions.class);

    private final Readiness readiness;
    private final MemberMetrics metrics;
    private final Map<String, State> states = new HashMap<>();
    private long broken;
    private long unverified;

    MemberConditions(Readiness readiness, MemberMetrics metrics) {
        this.readiness = readiness;
        this.metrics = metrics;
    }

    void show(Entry entry) {
        State state = State.of(entry);
        State before = states.put(entry.name(), state);
        count(Optional.ofNullable(before), Optional.of(state));
        if (!state.equals(before)) {
            change(entry.name(), before == null ? State.FINE : before, state);
        }
    }

    void forget(String name) {
        State before = states.remove(name);
        if (before != null) {
            count(Optional.of(before), Optional.empty());
            readiness.clear(PREFIX + name);
        }
    }

    /** Takes back what an earlier deployment of this verticle showed of members that are no more. */
    void keepOnly(Set<String> names) {
        for (String warning : readiness.warnings().keySet()) {
            if (warning.startsWith(PREFIX) && !names.contains(warning.substring(PREFIX.length()))) {
                readiness.clear(warning);
            }
        }
        metrics.set(states.size() - broken, broken, unverified);
    }

    private void change(String name, State before, State now) {
        if (now.text().isEmpty()) {
            readiness.clear(PREFIX + name);
        } else {
            readiness.warn(PREFIX + name, now.text());
        }
        if (!now.text().equals(before.text())) {
            tell(name, now);
        }
    }

    private static void tell(String name, State now) {
        if (now.broken()) {
            log.warn("member cannot be used member={} fault={}", name, now.text());
        } else if (now.text().isEmpty()) {
            log.info("member is in order again member={}", name);
        } else {
            log.warn("member is doubtful member={} warning={}", name, now.text());
        }
    }

    /** By differences: counting all of them would make each member cost what all cost together. */
    private void count(Optional<State> before, Optional<State> now) {
        broken += one(now, State::broken) - one(before, State::broken);
        unverified += one(now, State::unverified) - one(before, State::unverified);
        metrics.set(states.size() - broken, broken, unverified);
    }

    private static long one(Optional<State> state, Predicate<State> is) {
        return state.filter(is).isPresent() ? 1 : 0;
    }

    private record State(String text, boolean broken, boolean unverified) {
        static final State FINE = new State("", false, false);

        static State of(Entry entry) {
            if (entry.member() instanceof BrokenMember member) {
                return new State(member.fault(), true, false);
            }
            boolean unverified =
                    entry.member() instanceof Cluster cluster && cluster.trust() instanceof Trust.Unverified;
            return new State(String.join("; ", entry.warnings()), false, unverified);
        }
    }
}

package io.clustergateway.registry;

import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.registry.secrets.Entry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows what is wrong with members: a warning beside readiness, one log line at each change, a metric. */
final class MemberConditions {
    static final String PREFIX = "member-secret/";
    private static final Logger log = LoggerFactory.getLogger(MemberConditions.class);

    private final Readiness readiness;
    private final MemberMetrics metrics;
    private final Map<String, MemberState> states = new HashMap<>();
    private final MemberCount count = new MemberCount();

    MemberConditions(Readiness readiness, MemberMetrics metrics) {
        this.readiness = readiness;
        this.metrics = metrics;
    }

    void show(Entry entry) {
        MemberState state = MemberState.of(entry);
        MemberState before = states.put(entry.name(), state);
        Optional.ofNullable(before).ifPresent(count::without);
        count.with(state);
        metrics.set(count);
        if (!state.equals(before)) {
            change(entry.name(), before == null ? MemberState.FINE : before, state);
        }
    }

    void forget(String name) {
        MemberState before = states.remove(name);
        if (before != null) {
            count.without(before);
            metrics.set(count);
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
        metrics.set(count);
    }

    private void change(String name, MemberState before, MemberState now) {
        if (now.text().isEmpty()) {
            readiness.clear(PREFIX + name);
        } else {
            readiness.warn(PREFIX + name, now.text());
        }
        if (!now.text().equals(before.text())) {
            tell(name, now);
        }
    }

    private static void tell(String name, MemberState now) {
        if (now.isBroken()) {
            log.warn("member cannot be used member={} fault={}", name, now.text());
        } else if (now.text().isEmpty()) {
            log.info("member is in order again member={}", name);
        } else {
            log.warn("member is doubtful member={} warning={}", name, now.text());
        }
    }
}

package io.clustergateway.identity;

import io.clustergateway.hub.Events;
import io.clustergateway.hub.Events.Regarding;
import io.clustergateway.identity.reload.RulesState;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.rules.Compilation;
import io.clustergateway.rules.Finding;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells operators which rules are in force and what is wrong with others: log, readiness detail, Events. */
final class RulesReport {
    /** The annotation that holds a member's own rules. */
    static final String ANNOTATION = "cluster.core.oam.dev/cluster-gateway-proxy-configuration";

    private static final Logger log = LoggerFactory.getLogger(RulesReport.class);
    private static final String NAME = "identity-rules";

    private final Readiness readiness;
    private final Optional<Events> events;
    private final Regarding pod;
    private final String memberNamespace;

    RulesReport(Readiness readiness, Optional<Events> events, Regarding pod, String memberNamespace) {
        this.readiness = readiness;
        this.events = events;
        this.pod = pod;
        this.memberNamespace = memberNamespace;
    }

    void global(RulesState state) {
        state.findings().forEach(RulesReport::log);
        if (state.isGood()) {
            state.inForce().ifPresent(this::loaded);
        } else {
            wrong(state);
        }
    }

    void member(Cluster cluster, Compilation compilation) {
        compilation.findings().forEach(RulesReport::log);
        Regarding secret = new Regarding("Secret", memberNamespace, cluster.name(), cluster.uid());
        if (compilation.rules().isPresent()) {
            readiness.clear(nameOf(cluster.name()));
            log.info(
                    "identity rules of a member are in force member={} version={} rules={}",
                    cluster.name(),
                    compilation.rules().get().version(),
                    compilation.rules().get().rules().size());
            return;
        }
        String text = "%s; requests to this member are refused".formatted(summary(compilation.findings()));
        readiness.warn(nameOf(cluster.name()), text);
        events.ifPresent(to -> to.send(secret, Events.Type.WARNING, Exchange.RULES_INVALID, text));
    }

    void memberGone(String name) {
        readiness.clear(nameOf(name));
    }

    private void loaded(RulesState.Loaded loaded) {
        readiness.clear(NAME);
        String text = "version %s, %d rules, loaded %s"
                .formatted(loaded.rules().version(), loaded.rules().rules().size(), loaded.loadedAt());
        readiness.note(NAME, text);
        if (!loaded.files().isEmpty()) {
            log.info("identity rules are in force {}", text);
            events.ifPresent(to -> to.send(pod, Events.Type.NORMAL, "RulesLoaded", "Identity rules: " + text));
        }
    }

    private void wrong(RulesState state) {
        String consequence = state.inForce()
                .map(loaded ->
                        "version %s stays in force".formatted(loaded.rules().version()))
                .orElse("requests to members are refused");
        String text = "%s; %s".formatted(summary(state.findings()), consequence);
        readiness.warn(NAME, text);
        log.warn("identity rules are not loaded: {}", consequence);
        events.ifPresent(to -> to.send(pod, Events.Type.WARNING, Exchange.RULES_INVALID, text));
    }

    private static void log(Finding finding) {
        if (finding.isError()) {
            log.error("identity rules {}", finding.line());
        } else {
            log.warn("identity rules {}", finding.line());
        }
    }

    private static String summary(List<Finding> findings) {
        List<Finding> errors = findings.stream().filter(Finding::isError).toList();
        String first = errors.get(0).line();
        return errors.size() == 1 ? first : "%s (and %d more)".formatted(first, errors.size() - 1);
    }

    private static String nameOf(String member) {
        return NAME + "/" + member;
    }
}

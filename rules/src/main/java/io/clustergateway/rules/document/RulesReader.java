package io.clustergateway.rules.document;

import static java.util.Objects.requireNonNull;

import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.Scope;
import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Node;
import io.clustergateway.rules.document.yaml.TextLines;
import io.clustergateway.rules.document.yaml.TreeReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads rule texts and finds every fault of form. Safe to use from any thread. */
public final class RulesReader {
    private final Limits limits;
    private final boolean allowPrivileged;

    /**
     * A reader.
     *
     * @param allowPrivileged whether privileged rules are in order
     */
    public RulesReader(Limits limits, boolean allowPrivileged) {
        this.limits = requireNonNull(limits, "limits");
        this.allowPrivileged = allowPrivileged;
    }

    /**
     * Reads all texts of one scope. Never throws for anything in them.
     *
     * @return findings in the order of the texts, and in each in the order of their places
     */
    public Reading read(Scope scope, List<RuleSource> sources) {
        ScopeDraft live = new ScopeDraft(limits);
        ScopeDraft shadow = new ScopeDraft(limits);
        List<Faults> faults = new ArrayList<>();
        for (RuleSource source : sources) {
            faults.add(read(scope, source, live, shadow));
        }
        if (shadow.isUsed() && !live.isUsed()) {
            faults.get(0)
                    .warning(
                            "OnlyShadow",
                            faults.get(0).start(),
                            "every document has spec.shadow: true, so no rules are in force");
        }
        List<Finding> findings =
                faults.stream().flatMap(of -> of.inOrder().stream()).toList();
        return new Reading(
                live.build(), Optional.of(shadow).filter(ScopeDraft::isUsed).map(ScopeDraft::build), findings);
    }

    private Faults read(Scope scope, RuleSource source, ScopeDraft live, ScopeDraft shadow) {
        if (source.text().length() > limits.sourceSize()) {
            Faults faults = new Faults(new TextLines(new RuleSource(source.name(), "")));
            faults.error(
                    "TextTooLarge",
                    faults.start(),
                    "%d characters (expected: at most %d, the limit sourceSize)"
                            .formatted(source.text().length(), limits.sourceSize()));
            return faults;
        }
        TextLines lines = new TextLines(source);
        Faults faults = new Faults(lines);
        DocumentReader reader = new DocumentReader(scope, allowPrivileged, live, shadow, faults);
        List<Node> documents = TreeReader.read(lines, faults).stream()
                .filter(node -> !node.isNull())
                .toList();
        documents.forEach(reader::read);
        if (documents.isEmpty() && faults.errors() == 0) {
            faults.error(
                    "EmptyText",
                    faults.start(),
                    "no document (expected: a ClusterGatewayConfiguration; one with rules: [] for no rules)");
        }
        return faults;
    }
}

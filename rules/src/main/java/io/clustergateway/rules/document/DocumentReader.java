package io.clustergateway.rules.document;

import io.clustergateway.rules.DefaultAction;
import io.clustergateway.rules.Position;
import io.clustergateway.rules.Scope;
import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Node;
import io.clustergateway.rules.document.yaml.Shown;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads one document into the drafts of its scope. */
final class DocumentReader {
    private static final List<String> FIELDS = List.of("apiVersion", "kind", "metadata", "spec");
    private static final List<String> SPEC =
            List.of("clientIdentityExchanger", "defaultAction", "impersonation", "shadow");
    private static final List<String> EXCHANGER = List.of("rules");

    private final Scope scope;
    private final ScopeDraft live;
    private final ScopeDraft shadow;
    private final RuleReader rules;
    private final Faults faults;

    DocumentReader(Scope scope, boolean allowPrivileged, ScopeDraft live, ScopeDraft shadow, Faults faults) {
        this.scope = scope;
        this.live = live;
        this.shadow = shadow;
        this.faults = faults;
        rules = new RuleReader(scope, allowPrivileged, faults);
    }

    void read(Node node) {
        if (!(node instanceof Node.Fields fields)) {
            new TextReader(faults).wrongKind("document", node, "a map with apiVersion, kind and spec");
            return;
        }
        if (!new TypeMeta(fields, faults).isOurs()) {
            return;
        }
        Section document = new Section("", fields, FIELDS, faults);
        document.fields("metadata", "a map");
        Optional<Section> spec = document.section("spec", SPEC);
        spec.ifPresent(this::readSpec);
        if (!document.has("spec")) {
            missingRules(document.place("spec"));
        }
    }

    private void readSpec(Section spec) {
        ScopeDraft draft = isShadow(spec) ? shadow : live;
        draft.use();
        action(spec).ifPresent(action -> draft.defaultAction(action, spec.place("defaultAction"), faults));
        ImpersonationReader.read(spec)
                .ifPresent(overrides -> draft.impersonation(overrides, spec.place("impersonation"), faults));
        if (!spec.has("clientIdentityExchanger")) {
            missingRules(spec.place("clientIdentityExchanger"));
        }
        spec.section("clientIdentityExchanger", EXCHANGER).ifPresent(exchanger -> readRules(exchanger, draft));
    }

    private boolean isShadow(Section spec) {
        boolean isShadow = new ValueReader(spec).flag("shadow").orElse(false);
        if (isShadow && scope == Scope.MEMBER) {
            faults.error(
                    "ShadowInAnnotation",
                    spec.place("shadow"),
                    "spec.shadow: true (expected: in a global file; an annotation is always live)");
        }
        return isShadow && scope == Scope.GLOBAL;
    }

    private Optional<DefaultAction> action(Section spec) {
        Optional<ScalarText> text = spec.text("defaultAction");
        Optional<DefaultAction> action = text.flatMap(given -> DefaultAction.of(given.value()));
        if (text.isPresent() && action.isEmpty()) {
            List<String> known = Arrays.stream(DefaultAction.values())
                    .map(DefaultAction::toString)
                    .toList();
            String given = text.get().value();
            faults.error(
                    "UnknownDefaultAction",
                    text.get().at(),
                    "spec.defaultAction: %s (expected: %s%s)"
                            .formatted(Shown.value(given), String.join(" or ", known), Nearest.hint(given, known)));
        }
        return action;
    }

    private void readRules(Section exchanger, ScopeDraft draft) {
        if (!exchanger.has("rules")) {
            missingRules(exchanger.place("rules"));
        }
        List<Node> nodes = exchanger.list("rules", "a list of rules").orElse(List.of());
        for (int index = 0;
                index < nodes.size() && draft.hasRoom(nodes.get(index).at(), faults);
                index++) {
            Node node = nodes.get(index);
            rules.read(node, index).ifPresent(rule -> {
                draft.rule(rule);
                name(node, rule).ifPresent(name -> draft.name(name, faults));
            });
        }
    }

    /** The name that was read, and not the one that stands for it when it is faulty. */
    private static Optional<ScalarText> name(Node node, RuleDraft rule) {
        return Optional.of(node)
                .filter(Node.Fields.class::isInstance)
                .map(fields -> ((Node.Fields) fields).entries().get("name"))
                .filter(entry -> entry.value() instanceof Node.Scalar)
                .map(entry -> TextReader.text((Node.Scalar) entry.value()))
                .filter(name -> name.value().equals(rule.rule().name()));
    }

    private void missingRules(Position at) {
        faults.error(
                "MissingRules",
                at,
                "spec.clientIdentityExchanger.rules: missing (expected: a list of rules; [] for none)");
    }
}

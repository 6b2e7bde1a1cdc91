package io.clustergateway.rules.document;

import static java.util.stream.Collectors.joining;

import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.Rule;
import io.clustergateway.rules.RuleType;
import io.clustergateway.rules.Scope;
import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Node;
import io.clustergateway.rules.document.yaml.Shown;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads one rule. */
final class RuleReader {
    private static final List<String> STATIC_ONLY = List.of("target");
    private static final List<String> FIELDS = Stream.of(
                    List.of("name", "type", "priority", "source", "when"), STATIC_ONLY, ExchangerReader.FIELDS)
            .flatMap(List::stream)
            .toList();

    private final Scope scope;
    private final boolean allowPrivileged;
    private final Faults faults;

    RuleReader(Scope scope, boolean allowPrivileged, Faults faults) {
        this.scope = scope;
        this.allowPrivileged = allowPrivileged;
        this.faults = faults;
    }

    /**
     * The rule as far as it can be read, so that its expressions can be checked in any case.
     *
     * @param index in its list, from 0; stands for a name that cannot be read
     * @return empty when it is no map
     */
    Optional<RuleDraft> read(Node node, int index) {
        if (node instanceof Node.Fields fields) {
            return Optional.of(read(new Section("", fields, FIELDS, faults), index));
        }
        new TextReader(faults).wrongKind("rule", node, "a map with name, type, source or when");
        return Optional.empty();
    }

    private RuleDraft read(Section rule, int index) {
        rule.require("name", "a name that no other rule of the scope has");
        String name = rule.text("name").map(ScalarText::value).orElse("rules[%d]".formatted(index));
        Optional<RuleType> given = type(rule);
        given.ifPresent(type -> checkFields(type, rule));
        RuleType type = given.orElseGet(() -> likelyType(rule));
        int priority = new ValueReader(rule).int32("priority").orElse(0);
        if (!rule.has("source") && !rule.has("when")) {
            faults.error(
                    "MissingCondition",
                    rule.at(),
                    "neither source nor when (expected: one of them; source: {} matches everybody)");
        }
        Optional<SourceDraft> source = SourceReader.read(rule);
        Optional<ScalarText> when = rule.expression("when");
        Optional<ExternalExchanger> exchanger =
                type == RuleType.EXTERNAL ? Optional.of(ExchangerReader.read(rule)) : Optional.empty();
        return new RuleDraft(
                new Rule(name, scope, type, priority, rule.at(), exchanger),
                source.isEmpty() && when.isEmpty() ? Optional.of(SourceDraft.everybody(rule.at())) : source,
                when,
                type == RuleType.STATIC_MAPPING ? Optional.of(target(rule)) : Optional.empty());
    }

    private Optional<RuleType> type(Section rule) {
        rule.require("type", types());
        Optional<ScalarText> text = rule.text("type");
        Optional<RuleType> type = text.flatMap(given -> RuleType.of(given.value()));
        if (text.isPresent() && type.isEmpty()) {
            String hint = Nearest.hint(
                    text.get().value(),
                    Arrays.stream(RuleType.values()).map(RuleType::toString).toList());
            faults.error(
                    "UnknownType",
                    text.get().at(),
                    "type: %s (expected: %s%s)".formatted(Shown.value(text.get().value()), types(), hint));
        }
        if (type.equals(Optional.of(RuleType.PRIVILEGED)) && !allowPrivileged) {
            faults.error(
                    "PrivilegedNotAllowed",
                    text.get().at(),
                    "type: %s (expected: another type, because callers do not come through a hub here; or"
                                    .formatted(RuleType.PRIVILEGED)
                            + " --allow-privileged-without-hub)");
        }
        return type;
    }

    private static String types() {
        return Arrays.stream(RuleType.values()).map(RuleType::toString).collect(joining(", "));
    }

    private void checkFields(RuleType type, Section rule) {
        if (type == RuleType.STATIC_MAPPING) {
            rule.require("target", "a map with user or userExpression");
        } else {
            misplaced(STATIC_ONLY, RuleType.STATIC_MAPPING, type, rule);
        }
        if (type != RuleType.EXTERNAL) {
            misplaced(ExchangerReader.FIELDS, RuleType.EXTERNAL, type, rule);
        }
    }

    private void misplaced(List<String> fields, RuleType owner, RuleType type, Section rule) {
        fields.stream()
                .filter(rule::has)
                .forEach(field -> faults.error(
                        "MisplacedField",
                        rule.place(field),
                        "%s: is no field of %s (expected: only with type: %s)".formatted(field, type, owner)));
    }

    /** What a rule without a readable type is taken for. */
    private static RuleType likelyType(Section rule) {
        if (rule.has("target")) {
            return RuleType.STATIC_MAPPING;
        }
        return rule.has("url") ? RuleType.EXTERNAL : RuleType.PRIVILEGED;
    }

    private static TargetDraft target(Section rule) {
        return TargetReader.read(rule).orElseGet(() -> TargetDraft.unreadable(rule.place("target")));
    }
}

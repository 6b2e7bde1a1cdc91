package io.clustergateway.rules.document;

import io.clustergateway.rules.Position;
import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Node;
import io.clustergateway.rules.document.yaml.Shown;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A map of the document with the fields it may have. Readers of fields give nothing both for what is absent and for what
 * is wrong; the latter is then reported. A null counts as absent.
 */
final class Section {
    private final String path;
    private final Map<String, Node.Entry> entries;
    private final Position at;
    private final Faults faults;

    /**
     * Reports every field that is not known.
     *
     * @param path before field names in messages, {@code "source."}; empty in a rule
     */
    Section(String path, Node.Fields fields, Collection<String> known, Faults faults) {
        this.path = path;
        this.faults = faults;
        entries = fields.entries();
        at = fields.at();
        entries.values().stream()
                .map(Node.Entry::key)
                .filter(key -> !known.contains(key.value()))
                .forEach(key -> unknown(key, known));
    }

    private void unknown(Node.Scalar key, Collection<String> known) {
        String hint = faults.isFull() ? "" : Nearest.hint(key.value(), known);
        String fields = String.join(", ", known);
        faults.error(
                "UnknownField",
                key.at(),
                "unknown field %s%s (expected: %s%s)".formatted(path, Shown.value(key.value()), fields, hint));
    }

    /** Where it begins. */
    Position at() {
        return at;
    }

    Faults faults() {
        return faults;
    }

    /** The field's name as messages write it. */
    String full(String name) {
        return path + name;
    }

    Optional<Node> value(String name) {
        return Optional.ofNullable(entries.get(name)).map(Node.Entry::value).filter(value -> !value.isNull());
    }

    boolean has(String name) {
        return value(name).isPresent();
    }

    /** Where a field's key is; where the section begins when it is absent. */
    Position place(String name) {
        return Optional.ofNullable(entries.get(name))
                .map(entry -> entry.key().at())
                .orElse(at);
    }

    /** Reports an absent field. */
    void require(String name, String expected) {
        if (!has(name)) {
            faults.error("MissingField", place(name), "%s: missing (expected: %s)".formatted(full(name), expected));
        }
    }

    /** Reports both of two fields that say the same thing. */
    void exclude(String one, String other) {
        if (has(one) && has(other)) {
            faults.error(
                    "ExclusiveFields",
                    place(other),
                    "%s: there is %s already (expected: one of the two)".formatted(full(other), full(one)));
        }
    }

    /** Text that is not empty and has no control characters. */
    Optional<ScalarText> text(String name) {
        return value(name).flatMap(value -> new TextReader(faults).filled(full(name), value));
    }

    /** Text that may be empty. */
    Optional<ScalarText> anyText(String name) {
        return value(name).flatMap(value -> new TextReader(faults).any(full(name), value));
    }

    /** A CEL expression or a pattern: whatever a scalar holds, but not nothing. */
    Optional<ScalarText> expression(String name) {
        return value(name).flatMap(value -> new TextReader(faults).expression(full(name), value));
    }

    Optional<List<Node>> list(String name, String expected) {
        return value(name).flatMap(value -> {
            if (value instanceof Node.Items items) {
                return Optional.of(items.nodes());
            }
            wrongKind(name, value, expected);
            return Optional.empty();
        });
    }

    /** A list of texts, without those that are wrong. */
    Optional<List<ScalarText>> texts(String name) {
        return list(name, "a list of texts").map(nodes -> {
            List<ScalarText> texts = new ArrayList<>();
            nodes.forEach(
                    node -> new TextReader(faults).filled(full(name), node).ifPresent(texts::add));
            return texts;
        });
    }

    Optional<Section> section(String name, Collection<String> known) {
        return fields(name, "a map with " + String.join(", ", known))
                .map(fields -> new Section(full(name) + ".", fields, known, faults));
    }

    Optional<Node.Fields> fields(String name, String expected) {
        return value(name).flatMap(value -> {
            if (value instanceof Node.Fields fields) {
                return Optional.of(fields);
            }
            wrongKind(name, value, expected);
            return Optional.empty();
        });
    }

    private void wrongKind(String name, Node value, String expected) {
        new TextReader(faults).wrongKind(full(name), value, expected);
    }
}

package io.clustergateway.audit;

import io.clustergateway.rules.Position;
import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A map of the policy file with the fields it may have; whatever is wrong in it is reported with its place. */
final class Fields {
    private final Map<String, Node.Entry> entries;
    private final Position at;
    private final Faults faults;

    private Fields(Node.Fields fields, Faults faults) {
        this.entries = fields.entries();
        this.at = fields.at();
        this.faults = faults;
    }

    /** Empty, and reported, when it is no map. */
    static Optional<Fields> of(Node node, List<String> known, Faults faults) {
        if (!(node instanceof Node.Fields map)) {
            faults.error("WrongKind", node.at(), "%s (expected: a map)".formatted(node.kind()));
            return Optional.empty();
        }
        map.entries().values().stream()
                .map(Node.Entry::key)
                .filter(key -> !known.contains(key.value()))
                .forEach(key -> faults.error(
                        "UnknownField",
                        key.at(),
                        "unknown field %s (expected one of: %s)".formatted(key.value(), String.join(", ", known))));
        return Optional.of(new Fields(map, faults));
    }

    Position at() {
        return at;
    }

    Position at(String field) {
        Node.Entry entry = entries.get(field);
        return entry == null ? at : entry.value().at();
    }

    Optional<String> text(String field) {
        return value(field).flatMap(this::text);
    }

    List<String> texts(String field) {
        return items(field).stream().flatMap(node -> text(node).stream()).toList();
    }

    List<Node> items(String field) {
        Optional<Node> value = value(field);
        if (value.isEmpty()) {
            return List.of();
        }
        if (value.get() instanceof Node.Items list) {
            return list.nodes();
        }
        wrong(value.get(), "a list");
        return List.of();
    }

    void expect(String field, String expected) {
        Optional<String> value = text(field);
        if (!value.equals(Optional.of(expected))) {
            error(field, "%s: %s (expected: %s)".formatted(field, value.orElse("absent"), expected));
        }
    }

    void error(String field, String message) {
        faults.error("WrongValue", at(field), message);
    }

    void warn(String field, String message) {
        faults.warning("Lowered", at(field), message);
    }

    List<Fields> maps(String field, List<String> known) {
        List<Fields> maps = new ArrayList<>();
        items(field).forEach(node -> of(node, known, faults).ifPresent(maps::add));
        return maps;
    }

    private Optional<Node> value(String field) {
        return Optional.ofNullable(entries.get(field)).map(Node.Entry::value).filter(node -> !node.isNull());
    }

    private Optional<String> text(Node node) {
        if (node instanceof Node.Scalar scalar && !scalar.isNull()) {
            return Optional.of(scalar.value());
        }
        wrong(node, "text");
        return Optional.empty();
    }

    private void wrong(Node node, String expected) {
        faults.error("WrongKind", node.at(), "%s (expected: %s)".formatted(node.kind(), expected));
    }
}

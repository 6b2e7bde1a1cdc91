package io.clustergateway.rules.tools.cases;

import io.clustergateway.rules.Position;
import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Node;
import io.clustergateway.rules.document.yaml.Shown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A map of a cases file with the fields it may have. What is wrong is reported and then not there; a null counts as
 * absent.
 */
final class CaseFields {
    private final String path;
    private final Node.Fields node;
    private final Faults faults;

    /** Reports every field that is not known. */
    CaseFields(String path, Node.Fields node, List<String> known, Faults faults) {
        this.path = path;
        this.node = node;
        this.faults = faults;
        node.entries().values().stream()
                .map(Node.Entry::key)
                .filter(key -> !known.contains(key.value()))
                .forEach(key -> faults.error(
                        "UnknownField",
                        key.at(),
                        "unknown field %s (expected: %s)"
                                .formatted(path + Shown.value(key.value()), String.join(", ", known))));
    }

    Position at() {
        return node.at();
    }

    Faults faults() {
        return faults;
    }

    Optional<Node> value(String name) {
        return Optional.ofNullable(node.entries().get(name))
                .map(Node.Entry::value)
                .filter(value -> !value.isNull());
    }

    /** Where a field is; where the map begins when it is absent. */
    Position place(String name) {
        return value(name).map(Node::at).orElse(node.at());
    }

    void missing(String name, String expected) {
        faults.error("MissingField", node.at(), "%s: missing (expected: %s)".formatted(path + name, expected));
    }

    void wrong(String code, String name, String shown, String expected) {
        faults.error(code, place(name), "%s: %s (expected: %s)".formatted(path + name, Shown.value(shown), expected));
    }

    /** Text that is not empty. */
    Optional<String> text(String name) {
        Optional<String> text = anyText(name);
        if (text.isPresent() && text.get().isBlank()) {
            wrong("EmptyValue", name, "", "text that is not empty");
            return Optional.empty();
        }
        return text;
    }

    /** Text that may be empty. */
    Optional<String> anyText(String name) {
        return value(name).flatMap(value -> text(name, value));
    }

    Optional<List<String>> texts(String name) {
        return value(name).flatMap(value -> texts(name, value));
    }

    /** A map of keys to one text each. */
    Map<String, String> textsByKey(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        entries(name).forEach((key, value) -> text(name + "." + key, value).ifPresent(text -> texts.put(key, text)));
        return texts;
    }

    /** A map of keys to lists of texts. */
    Map<String, List<String>> listsByKey(String name) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        entries(name).forEach((key, value) -> texts(name + "." + key, value).ifPresent(texts -> lists.put(key, texts)));
        return lists;
    }

    /** Strictly {@code true} or {@code false}. */
    Optional<Boolean> flag(String name) {
        return value(name).flatMap(value -> {
            if (value instanceof Node.Scalar scalar
                    && scalar.plain()
                    && List.of("true", "false").contains(scalar.value())) {
                return Optional.of(Boolean.valueOf(scalar.value()));
            }
            wrongKind(name, value, "true or false");
            return Optional.empty();
        });
    }

    Optional<CaseFields> fields(String name, List<String> known) {
        return value(name).flatMap(value -> {
            if (value instanceof Node.Fields fields) {
                return Optional.of(new CaseFields(path + name + ".", fields, known, faults));
            }
            wrongKind(name, value, "a map with " + String.join(", ", known));
            return Optional.empty();
        });
    }

    List<Node> items(String name, String expected) {
        return value(name)
                .map(value -> {
                    if (value instanceof Node.Items items) {
                        return items.nodes();
                    }
                    wrongKind(name, value, expected);
                    return List.<Node>of();
                })
                .orElse(List.of());
    }

    private Map<String, Node> entries(String name) {
        Map<String, Node> entries = new LinkedHashMap<>();
        value(name).ifPresent(value -> {
            if (value instanceof Node.Fields fields) {
                fields.entries().forEach((key, entry) -> entries.put(key, entry.value()));
            } else {
                wrongKind(name, value, "a map");
            }
        });
        return entries;
    }

    private Optional<List<String>> texts(String name, Node value) {
        if (!(value instanceof Node.Items items)) {
            wrongKind(name, value, "a list of texts");
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        items.nodes().forEach(item -> text(name, item).ifPresent(texts::add));
        return Optional.of(texts);
    }

    private Optional<String> text(String name, Node value) {
        if (value instanceof Node.Scalar scalar && scalar.isText()) {
            return Optional.of(scalar.value());
        }
        boolean isUnquoted = value instanceof Node.Scalar && !value.isNull();
        wrongKind(name, value, isUnquoted ? "text, in quotes" : "text");
        return Optional.empty();
    }

    private void wrongKind(String name, Node value, String expected) {
        if (!(value instanceof Node.Broken)) {
            faults.error(
                    "WrongKind", value.at(), "%s: %s (expected: %s)".formatted(path + name, value.kind(), expected));
        }
    }
}

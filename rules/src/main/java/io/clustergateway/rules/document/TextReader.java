package io.clustergateway.rules.document;

import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Node;
import io.clustergateway.rules.document.yaml.Shown;
import java.util.Optional;

/** Reads scalars as text, and reports what is none. */
final class TextReader {
    private final Faults faults;

    TextReader(Faults faults) {
        this.faults = faults;
    }

    /**
     * Text that is not empty and means the same in a header, a log and a file system: without control characters, and
     * without spaces around it, which HTTP drops.
     */
    Optional<ScalarText> filled(String field, Node node) {
        return text(field, node)
                .filter(text -> isFilled(field, text) && isClean(field, text) && isTrimmed(field, text));
    }

    /** Such text, or an empty one. */
    Optional<ScalarText> any(String field, Node node) {
        return text(field, node)
                .filter(text -> text.value().isEmpty() || isClean(field, text) && isTrimmed(field, text));
    }

    /** A key, which is text whatever it looks like. */
    Optional<ScalarText> key(String field, Node.Scalar key) {
        return Optional.of(text(key))
                .filter(text -> isFilled(field, text) && isClean(field, text) && isTrimmed(field, text));
    }

    /** Any scalar but null: {@code when: true} is an expression as good as others. */
    Optional<ScalarText> expression(String field, Node node) {
        if (node instanceof Node.Scalar scalar) {
            return Optional.of(text(scalar)).filter(text -> isFilled(field, text));
        }
        wrongKind(field, node, "text");
        return Optional.empty();
    }

    /** Reports a value of a wrong kind, unless that is already done. */
    void wrongKind(String field, Node node, String expected) {
        if (!(node instanceof Node.Broken)) {
            faults.error("WrongKind", node.at(), "%s: %s (expected: %s)".formatted(field, shown(node), expected));
        }
    }

    /** The scalar with its place. */
    static ScalarText text(Node.Scalar scalar) {
        return new ScalarText(scalar.value(), scalar.at(), scalar.raw());
    }

    private Optional<ScalarText> text(String field, Node node) {
        if (node instanceof Node.Scalar scalar && scalar.isText()) {
            return Optional.of(text(scalar));
        }
        boolean isUnquoted = node instanceof Node.Scalar scalar && !scalar.isNull();
        wrongKind(field, node, isUnquoted ? "text, in quotes" : "text");
        return Optional.empty();
    }

    private static String shown(Node node) {
        return node instanceof Node.Scalar scalar && !scalar.isNull()
                ? "%s is %s".formatted(Shown.value(scalar.value()), scalar.kind())
                : node.kind();
    }

    private boolean isFilled(String field, ScalarText text) {
        if (text.value().isBlank()) {
            faults.error(
                    "EmptyValue",
                    text.at(),
                    "%s: %s (expected: text that is not empty)".formatted(field, quoted(text)));
            return false;
        }
        return true;
    }

    private static String quoted(ScalarText text) {
        return "\"" + (text.value().isEmpty() ? "" : Shown.value(text.value())) + "\"";
    }

    private boolean isClean(String field, ScalarText text) {
        int bad = firstControl(text.value());
        if (bad < 0) {
            return true;
        }
        String before = text.value().substring(0, bad);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        int column = before.codePointCount(before.lastIndexOf('\n') + 1, bad) + 1;
        faults.error(
                "ControlCharacter",
                text.inside(line, column),
                "%s: %s (expected: text without control characters)".formatted(field, Shown.value(text.value())));
        return false;
    }

    private boolean isTrimmed(String field, ScalarText text) {
        boolean isTrimmed = !text.value().startsWith(" ") && !text.value().endsWith(" ");
        if (!isTrimmed) {
            faults.error(
                    "SurroundingSpace",
                    text.at(),
                    "%s: %s (expected: no space at either end)".formatted(field, quoted(text)));
        }
        return isTrimmed;
    }

    private static int firstControl(String value) {
        for (int at = 0; at < value.length(); at++) {
            if (value.charAt(at) < ' ' || value.charAt(at) == 0x7F) {
                return at;
            }
        }
        return -1;
    }
}

package io.clustergateway.rules.document.yaml;

import io.clustergateway.rules.Position;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A value of a text. */
public sealed interface Node {
    /** Its first character; that of its first key or item for block collections. */
    Position at();

    /** What it is, in words: {@code a list}. */
    String kind();

    /** Whether it says that there is no value. */
    default boolean isNull() {
        return false;
    }

    /**
     * A scalar.
     *
     * @param value as YAML reads it
     * @param raw as it stands in the text, quotes or block indicator included, tags and anchors not
     * @param plain whether it is neither quoted nor a block nor tagged, and so may be a number or a boolean
     */
    record Scalar(String value, String raw, Position at, boolean plain) implements Node {
        private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
        /** What YAML 1.1 makes booleans, and with it most programs that read these files. */
        private static final Set<String> BOOLEANS = Set.of(
                "true", "True", "TRUE", "false", "False", "FALSE", "yes", "Yes", "YES", "no", "No", "NO", "on", "On",
                "ON", "off", "Off", "OFF");

        @Override
        public boolean isNull() {
            return plain && NULLS.contains(value);
        }

        @Override
        public String kind() {
            if (isNull()) {
                return "nothing";
            }
            if (plain && BOOLEANS.contains(value)) {
                return "a boolean";
            }
            return plain && Numbers.isNumber(value) ? "a number" : "text";
        }

        /** Whether every YAML program takes it for text. */
        public boolean isText() {
            return kind().equals("text");
        }
    }

    /** A list. */
    record Items(List<Node> nodes, Position at) implements Node {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * A map.
     *
     * @param entries by key, in the order of the text
     */
    record Fields(Map<String, Entry> entries, Position at) implements Node {
        @Override
        public String kind() {
            return "a map";
        }
    }

    /** A key and its value. */
    record Entry(Scalar key, Node value) {}

    /** Something that could not be read; the fault is already reported. */
    record Broken(Position at) implements Node {
        @Override
        public String kind() {
            return "unreadable";
        }
    }
}

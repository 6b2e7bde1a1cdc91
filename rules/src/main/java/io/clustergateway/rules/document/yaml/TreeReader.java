package io.clustergateway.rules.document.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** A text → the trees of its documents, from SnakeYAML's events: they have places, its objects have not. */
public final class TreeReader {
    /** Levels of lists and maps; a configuration needs 9. */
    static final int DEPTH = 32;
    /** Scalars, lists and maps of one text; 20,000 rules need about half of it. */
    static final int NODES = 1_000_000;

    private final TextLines lines;
    private final Faults faults;
    private final ParserImpl parser;
    private int nodes;
    private int end;

    private TreeReader(TextLines lines, Faults faults) {
        this.lines = lines;
        this.faults = faults;
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        parser = new ParserImpl(new StreamReader(Slashes.hidden(lines.text())), options);
    }

    /**
     * Reads a text that is not too large.
     *
     * @return its documents up to the first one whose syntax is wrong
     */
    public static List<Node> read(TextLines lines, Faults faults) {
        return Characters.areReadable(lines, faults) ? new TreeReader(lines, faults).documents() : List.of();
    }

    private List<Node> documents() {
        List<Node> documents = new ArrayList<>();
        try {
            Event event = next();
            while (!event.is(Event.ID.StreamEnd)) {
                if (event.is(Event.ID.DocumentStart)) {
                    documents.add(node(next(), 0));
                }
                event = next();
            }
        } catch (Unreadable e) {
            faults.error(e.code, lines.place(e.index), e.getMessage());
        } catch (MarkedYAMLException e) {
            syntax(e);
        } catch (YAMLException e) {
            faults.error("YamlSyntax", lines.start(), "neither YAML nor JSON: " + Shown.value(e.getMessage()));
        }
        return documents;
    }

    private Event next() {
        try {
            Event event = parser.getEvent();
            end = event.getEndMark().getIndex();
            return event;
        } catch (YAMLException e) {
            throw e;
        } catch (RuntimeException e) {
            // SnakeYAML lets others through too: NumberFormatException where a text ends within an escape.
            throw new Unreadable("YamlSyntax", end, "neither YAML nor JSON from here on");
        }
    }

    private void syntax(MarkedYAMLException e) {
        Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
        String context = e.getContext() == null ? "" : " " + Shown.sentence(e.getContext());
        faults.error(
                "YamlSyntax",
                mark == null ? lines.start() : lines.place(mark.getIndex()),
                "neither YAML nor JSON%s: %s".formatted(context, Shown.sentence(String.valueOf(e.getProblem()))));
    }

    private Node node(Event event, int depth) {
        int index = event.getStartMark().getIndex();
        if (depth > DEPTH) {
            throw new Unreadable("TooDeep", index, "deeper than %d levels (expected: at most %1$d)".formatted(DEPTH));
        }
        if (++nodes > NODES) {
            throw new Unreadable(
                    "TooManyValues", index, "more than %d values (expected: at most %1$d)".formatted(NODES));
        }
        if (event instanceof ScalarEvent scalar) {
            return scalar(scalar);
        }
        if (event instanceof SequenceStartEvent list) {
            return items(list, depth);
        }
        if (event instanceof MappingStartEvent map) {
            return fields(map, depth);
        }
        String alias = event instanceof AliasEvent named ? named.getAnchor() : "";
        faults.error(
                "AliasRefused",
                lines.place(index),
                "alias *%s (expected: the value itself, rules take no aliases)".formatted(Shown.value(alias)));
        return new Node.Broken(lines.place(index));
    }

    private Node scalar(ScalarEvent event) {
        int end = event.getEndMark().getIndex();
        String whole = lines.between(event.getStartMark().getIndex(), end);
        int properties = Properties.length(whole);
        String raw = whole.substring(properties);
        String restored = Slashes.restored(event.getValue(), raw);
        String value = raw.equals(restored) ? raw : restored;
        int index = event.getStartMark().getIndex() + whole.codePointCount(0, properties);
        if (isRefused(event.getTag(), "str", event) || !Characters.isWhole(value, lines.place(index), faults)) {
            return new Node.Broken(lines.place(index));
        }
        return new Node.Scalar(value, raw, lines.place(index), event.isPlain() && event.getTag() == null);
    }

    private Node items(SequenceStartEvent event, int depth) {
        List<Node> items = new ArrayList<>();
        boolean isRefused = isRefused(event.getTag(), "seq", event);
        Event next = next();
        while (!next.is(Event.ID.SequenceEnd)) {
            items.add(node(next, depth + 1));
            next = next();
        }
        Node.Items list = new Node.Items(items, lines.place(event.getStartMark().getIndex()));
        return isRefused ? new Node.Broken(list.at()) : list;
    }

    private Node fields(MappingStartEvent event, int depth) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        boolean isRefused = isRefused(event.getTag(), "map", event);
        Event next = next();
        while (!next.is(Event.ID.MappingEnd)) {
            Node key = node(next, depth + 1);
            Node value = node(next(), depth + 1);
            put(key, value, entries);
            next = next();
        }
        Node.Fields map =
                new Node.Fields(entries, lines.place(event.getStartMark().getIndex()));
        return isRefused ? new Node.Broken(map.at()) : map;
    }

    private void put(Node key, Node value, Map<String, Node.Entry> entries) {
        if (key instanceof Node.Broken) {
            return;
        }
        if (!(key instanceof Node.Scalar scalar) || scalar.isNull()) {
            faults.error("WrongKind", key.at(), "a key that is %s (expected: text)".formatted(key.kind()));
            return;
        }
        Node.Entry first = entries.putIfAbsent(scalar.value(), new Node.Entry(scalar, value));
        if (first != null) {
            faults.error(
                    "DuplicateKey",
                    key.at(),
                    "%s given again (expected: once; first: %s)"
                            .formatted(Shown.value(scalar.value()), first.key().at()));
        }
    }

    private boolean isRefused(@Nullable String tag, String allowed, Event event) {
        String known = "tag:yaml.org,2002:";
        boolean isRefused = tag != null && !tag.equals("!") && !tag.equals(known + allowed);
        if (isRefused) {
            String shown = tag.startsWith(known) ? "!!" + tag.substring(known.length()) : tag;
            faults.error(
                    "TagRefused",
                    lines.place(event.getStartMark().getIndex()),
                    "tag %s (expected: none)".formatted(Shown.value(shown)));
        }
        return isRefused;
    }

    /** Ends the reading of a text, because it cannot go on or would cost too much. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String code;
        private final int index;

        Unreadable(String code, int index, String message) {
            super(message, null, false, false);
            this.code = code;
            this.index = index;
        }
    }
}

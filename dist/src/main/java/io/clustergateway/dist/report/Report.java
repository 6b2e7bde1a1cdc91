package io.clustergateway.dist.report;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** All checks, in the order of a request's way, for people and for programs. */
public record Report(List<Section> sections) {
    /** Copies the list. */
    public Report {
        sections = List.copyOf(sections);
    }

    /** How many checks came to this. */
    public long count(Outcome outcome) {
        return sections.stream()
                .flatMap(section -> section.checks().stream())
                .filter(check -> check.outcome() == outcome)
                .count();
    }

    /** One line for each check, and what is wrong with its mend below. */
    public List<String> words(boolean details) {
        List<String> lines = new ArrayList<>();
        for (Section section : sections) {
            lines.add(section.title());
            section.checks().forEach(check -> lines.addAll(words(check, details)));
            lines.add("");
        }
        lines.add("%s, %s, %d ok, %d skipped"
                .formatted(
                        counted(count(Outcome.FAULT), "fault"),
                        counted(count(Outcome.WARNING), "warning"),
                        count(Outcome.OK),
                        count(Outcome.SKIPPED)));
        return lines;
    }

    /** For programs. */
    public JsonObject json() {
        JsonArray all = new JsonArray();
        for (Section section : sections) {
            JsonArray checks = new JsonArray();
            section.checks().forEach(check -> checks.add(json(check)));
            all.add(new JsonObject().put("title", section.title()).put("checks", checks));
        }
        return new JsonObject()
                .put("faults", count(Outcome.FAULT))
                .put("warnings", count(Outcome.WARNING))
                .put("sections", all);
    }

    private static List<String> words(Check check, boolean details) {
        List<String> lines = new ArrayList<>();
        boolean isPlain = check.outcome() == Outcome.OK && !details;
        lines.add("  %-8s %s%s"
                .formatted(check.outcome().word(), check.id(), isPlain ? "" : ": " + check.seen())
                .stripTrailing());
        add(lines, "what:", check.wrong());
        add(lines, "mend:", check.mend());
        return lines;
    }

    /** Several lines stand at the margin: indented, a here-document does not end when it is pasted. */
    private static void add(List<String> lines, String label, String text) {
        List<String> all = text.lines().toList();
        if (all.size() == 1) {
            lines.add("           %s %s".formatted(label, text));
        } else if (!all.isEmpty()) {
            lines.add("           " + label);
            lines.addAll(all);
        }
    }

    private static String counted(long count, String what) {
        return count == 1 ? "1 " + what : "%d %ss".formatted(count, what);
    }

    private static JsonObject json(Check check) {
        JsonObject json = new JsonObject()
                .put("id", check.id())
                .put("outcome", check.outcome().word())
                .put("seen", check.seen());
        if (!check.wrong().isEmpty()) {
            json.put("wrong", check.wrong()).put("mend", check.mend());
        }
        return json;
    }
}

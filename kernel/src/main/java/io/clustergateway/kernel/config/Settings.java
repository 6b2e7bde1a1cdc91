package io.clustergateway.kernel.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One section of the configuration tree. A getter that meets a bad value notes a fault and returns the default, so that
 * one run shows every fault at once; {@link SettingsFaults#check} then stops the start.
 */
public final class Settings {
    private final String path;
    private final JsonObject values;
    private final SettingsFaults faults;
    private final Set<String> read = new HashSet<>();
    private final Map<String, Settings> sections = new LinkedHashMap<>();

    Settings(String path, JsonObject values, SettingsFaults faults) {
        this.path = path;
        this.values = values;
        this.faults = faults;
    }

    /** A section below this one, empty when it is absent; the same object each time. */
    public Settings section(String name) {
        return sections.computeIfAbsent(name, this::open);
    }

    /** Text, as it stands. */
    public String string(String key, String absent) {
        note(key, "text", absent);
        return text(key).orElse(absent);
    }

    /** Text that may be absent; an empty text counts as absent, as for pflag's string flags. */
    public Optional<String> optional(String key) {
        note(key, "text", "");
        return text(key);
    }

    /** A file or folder; its existence is the reader's business. */
    public Optional<Path> path(String key) {
        note(key, "a file or folder", "");
        return text(key).map(Path::of);
    }

    /** {@code true} or {@code false}. */
    public boolean bool(String key, boolean absent) {
        return parsed(key, absent, "true or false", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        });
    }

    /** A whole number within bounds, both included. */
    public int integer(String key, int absent, int least, int most) {
        return parsed(key, absent, "a whole number, %d-%d".formatted(least, most), text -> {
            int number = Integer.parseInt(text);
            return number < least || number > most ? null : number;
        });
    }

    /** A share, 0 to {@code most}. */
    public double fraction(String key, double absent, double most) {
        return parsed(key, absent, "a number, 0 to " + most, text -> {
            double number = Double.parseDouble(text);
            return number >= 0 && number <= most ? number : null;
        });
    }

    /** A length of time in Go's notation ({@code 1m30s}, {@code 500ms}, {@code 0}), 0 or longer. */
    public Duration duration(String key, Duration absent) {
        return parsed(key, absent, "a duration such as 10s, 1m30s or 500ms", GoDuration::parse);
    }

    /** Texts: a YAML list, or one text with commas; empty entries are dropped. */
    public List<String> list(String key, List<String> absent) {
        note(key, "a list", String.join(",", absent));
        Object value = value(key);
        if (value == null) {
            return absent;
        }
        List<String> entries = new ArrayList<>();
        if (value instanceof JsonArray array) {
            array.forEach(entry -> entries.add(String.valueOf(entry)));
        } else {
            entries.addAll(List.of(value.toString().split(",")));
        }
        return entries.stream()
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /**
     * How a message to the operator names a key: the flag that set it, or its full path.
     *
     * @param key in this section
     */
    public String nameOf(String key) {
        return faults.nameOf(at(key));
    }

    /** Notes a fault that only the reading module can see. */
    public void fault(String key, Object value, String expected) {
        faults.add(at(key), value, expected);
    }

    /** A section some levels below. */
    Settings at(String... names) {
        Settings section = this;
        for (String name : names) {
            section = section.section(name);
        }
        return section;
    }

    /** Notes every key of this section and the sections below that nobody has read. */
    void noteUnread() {
        for (String key : values.fieldNames()) {
            if (!read.contains(key)) {
                faults.addUnknown(at(key), read);
            }
        }
        sections.values().forEach(Settings::noteUnread);
    }

    private Settings open(String name) {
        Object value = value(name);
        if (value != null && !(value instanceof JsonObject)) {
            faults.add(at(name), value, "a section with keys of its own");
        }
        return new Settings(at(name), value instanceof JsonObject section ? section : new JsonObject(), faults);
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private @Nullable Object value(String key) {
        read.add(key);
        return values.getValue(key);
    }

    private <T> T parsed(String key, T absent, String expected, Function<String, @Nullable T> parser) {
        note(key, expected, absent instanceof Duration length ? GoDuration.format(length) : String.valueOf(absent));
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return absent;
        }
        T value = parse(text.get(), parser);
        if (value == null) {
            faults.add(at(key), text.get(), expected);
            return absent;
        }
        return value;
    }

    private Optional<String> text(String key) {
        Object value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonObject || value instanceof JsonArray) {
            faults.add(at(key), value, "text");
            return Optional.empty();
        }
        return Optional.of(value.toString()).filter(text -> !text.isEmpty());
    }

    private void note(String key, String expected, String absent) {
        faults.note(new KnownKey(at(key), expected, absent));
    }

    private static <T> @Nullable T parse(String text, Function<String, @Nullable T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

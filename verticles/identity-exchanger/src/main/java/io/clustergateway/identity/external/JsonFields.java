package io.clustergateway.identity.external;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads fields of their one type. Absent and null are the same, since many languages write an empty list as null. */
record JsonFields(JsonObject json, String path) {
    static JsonFields of(@Nullable Object value) {
        if (value instanceof JsonObject object) {
            return new JsonFields(object, "");
        }
        throw Fault.answer("the answer is no JSON object");
    }

    void constant(String key, String expected) {
        if (!text(key).equals(expected)) {
            throw wrong(key, expected);
        }
    }

    /** Empty when absent. */
    String text(String key) {
        return field(key, "a string", value -> value instanceof String text ? text : null)
                .orElse("");
    }

    Optional<Boolean> bool(String key) {
        return field(key, "true or false", value -> value instanceof Boolean bool ? bool : null);
    }

    /** Zero when absent. */
    double count(String key) {
        return field(key, "a whole number, 0 or more", JsonFields::asCount).orElse(0d);
    }

    Optional<JsonFields> object(String key) {
        return field(key, "an object", value -> value instanceof JsonObject object ? object : null)
                .map(object -> new JsonFields(object, path + key + "."));
    }

    /** Empty when absent. */
    List<String> texts(String key) {
        return field(key, "a list of strings", JsonFields::asTexts).orElse(List.of());
    }

    /** Each field of the object as a list of strings. */
    Map<String, List<String>> lists() {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        for (String key : json.fieldNames()) {
            lists.put(key, texts(key));
        }
        return lists;
    }

    Fault wrong(String key, String expected) {
        return Fault.answer("%s%s is wrong (expected: %s)".formatted(path, key, expected));
    }

    private <T> Optional<T> field(String key, String expected, Function<Object, @Nullable T> reader) {
        Object value = json.getValue(key);
        if (value == null) {
            return Optional.empty();
        }
        T read = reader.apply(value);
        if (read == null) {
            throw wrong(key, expected);
        }
        return Optional.of(read);
    }

    private static @Nullable Double asCount(Object value) {
        double count = value instanceof Number number ? number.doubleValue() : -1;
        return count >= 0 && count == Math.rint(count) ? count : null;
    }

    private static @Nullable List<String> asTexts(Object value) {
        if (!(value instanceof JsonArray array)) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (Object entry : array) {
            if (!(entry instanceof String text)) {
                return null;
            }
            texts.add(text);
        }
        return texts;
    }
}

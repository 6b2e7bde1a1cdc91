package io.clustergateway.rules.cel;

import io.clustergateway.rules.Question;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code request}: nothing is copied until an expression asks for the whole. */
final class RequestValue extends AbstractMap<String, Object> {
    private final Question question;

    RequestValue(Question question) {
        this.question = question;
    }

    @Override
    public @Nullable Object get(@Nullable Object field) {
        if (!(field instanceof String name)) {
            return null;
        }
        return switch (name) {
            case "user" -> question.caller().user();
            case "uid" -> question.caller().uid().orElse("");
            case "groups" -> question.caller().groups();
            case "extra" -> question.caller().extra();
            case "verb" -> question.request().verb();
            case "apiGroup" -> question.request().apiGroup();
            case "resource" -> question.request().resource();
            case "subresource" -> question.request().subresource();
            case "namespace" -> question.request().namespace();
            case "name" -> question.request().name();
            case "path" -> question.request().path();
            default -> null;
        };
    }

    @Override
    public boolean containsKey(@Nullable Object field) {
        return get(field) != null;
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        Map<String, Object> all = new LinkedHashMap<>();
        Variables.REQUEST.fieldNames().forEach(name -> all.put(name, requireField(name)));
        return all.entrySet();
    }

    private Object requireField(String name) {
        Object value = get(name);
        if (value == null) {
            throw new IllegalStateException("request.%s: declared, but without a value".formatted(name));
        }
        return value;
    }
}

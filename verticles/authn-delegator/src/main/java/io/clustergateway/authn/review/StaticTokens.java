package io.clustergateway.authn.review;

import io.clustergateway.kernel.contract.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tokens of a file in kube-apiserver's form: lines of {@code token,user,uid[,"group1,group2"]}. */
public final class StaticTokens {
    /** No token is known. */
    public static final StaticTokens NONE = new StaticTokens(Map.of());

    private static final String EXPECTED = "(expected: token,user,uid[,\"group1,group2\"])";

    private final Map<TokenHash, Caller> callers;

    private StaticTokens(Map<TokenHash, Caller> callers) {
        this.callers = callers;
    }

    /**
     * Reads the file's text.
     *
     * @throws IllegalArgumentException naming the line, and never the token
     */
    public static StaticTokens parse(String text) {
        Map<TokenHash, Caller> callers = new HashMap<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                List<String> fields = fields(lines.get(i), i + 1);
                callers.put(TokenHash.of(fields.get(0)), caller(fields));
            }
        }
        return new StaticTokens(Map.copyOf(callers));
    }

    /** Whose token it is, if anybody's. */
    public Optional<Caller> find(String token) {
        return Optional.ofNullable(callers.get(TokenHash.of(token)));
    }

    private static Caller caller(List<String> fields) {
        List<String> groups = fields.size() > 3 && !fields.get(3).isEmpty()
                ? List.of(fields.get(3).split(","))
                : List.of();
        return new Caller(fields.get(1), Optional.of(fields.get(2)).filter(uid -> !uid.isEmpty()), groups, Map.of());
    }

    private static List<String> fields(String line, int number) {
        List<String> fields = split(line);
        if (fields.size() < 3 || fields.get(0).isEmpty() || fields.get(1).isEmpty()) {
            throw new IllegalArgumentException("line %d has no token, user or uid %s".formatted(number, EXPECTED));
        }
        return fields;
    }

    /** RFC 4180 without line breaks in fields. */
    private static List<String> split(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}

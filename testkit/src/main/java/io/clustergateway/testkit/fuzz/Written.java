package io.clustergateway.testkit.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fields as a fuzzer writes them: {@code name: value}, one a line, a line that begins with a blank goes on the one above
 * it with a line break between. A first byte 0x1e means that the rest is UTF-16, which holds halves of pairs too; UTF-8
 * otherwise.
 */
public final class Written {
    private static final byte UTF_16 = 0x1e;
    private static final String NEXT = "\n";

    private final List<String[]> fields = new ArrayList<>();

    private Written(String text) {
        for (String line : text.split(NEXT, -1)) {
            String[] last = fields.isEmpty() ? null : fields.get(fields.size() - 1);
            if (line.startsWith(" ") && last != null) {
                last[1] += NEXT + line.substring(1);
            } else {
                String[] pair = line.split(": ?", 2);
                fields.add(new String[] {pair[0], pair.length == 1 ? "" : pair[1]});
            }
        }
    }

    /** Reads anything. */
    public static Written of(byte[] bytes) {
        boolean isWide = bytes.length > 0 && bytes[0] == UTF_16;
        return new Written(isWide ? wide(bytes) : new String(bytes, StandardCharsets.UTF_8));
    }

    /** Two bytes a character, whatever they are: a decoder would mend what the code has to stand. */
    private static String wide(byte[] bytes) {
        char[] text = new char[(bytes.length - 1) / 2];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) ((bytes[2 * i + 1] & 0xff) << 8 | bytes[2 * i + 2] & 0xff);
        }
        return new String(text);
    }

    /** The values of this name, in order. */
    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field[0].equals(name))
                .map(field -> field[1])
                .toList();
    }

    /** The first value of this name, or an empty one. */
    public String first(String name) {
        return all(name).stream().findFirst().orElse("");
    }

    /** Name and value of each, in order. */
    public List<List<String>> fields() {
        return fields.stream().map(Arrays::asList).toList();
    }
}

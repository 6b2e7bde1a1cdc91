package io.clustergateway.registry.serving;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Events as they are written: one JSON on a line. Each is encoded once for all watches of the same form, however many
 * there are and whenever they come to it, as long as it is among the latest used. Used on one context only.
 */
final class Frames {
    private static final int MOST_BYTES = 16 << 20;

    private final Map<Key, Buffer> used = new LinkedHashMap<>(16, 0.75f, true);
    private final int mostBytes;
    private long bytes;
    private long encoded;

    Frames() {
        this(MOST_BYTES);
    }

    Frames(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    private record Key(Rendering.Shape shape, String type, String name, String version) {}

    /** An event of a version of an object, shared. */
    Buffer shared(Rendering rendering, String type, ServedObject object) {
        Key key = new Key(rendering.shape(), type, object.name(), object.version());
        Buffer known = used.get(key);
        if (known != null) {
            return known;
        }
        Buffer line = of(rendering, type, object, false);
        used.put(key, line);
        bytes += line.length();
        forgetLeastUsed();
        return line;
    }

    /**
     * An event that is not shared.
     *
     * @param headed whether a Table shows its columns
     */
    Buffer of(Rendering rendering, String type, ServedObject object, boolean headed) {
        encoded++;
        return line(type, rendering.told(object, headed));
    }

    static Buffer line(String type, JsonObject object) {
        return new JsonObject()
                .put("type", type)
                .put("object", object)
                .toBuffer()
                .appendByte((byte) '\n');
    }

    /** How many events were encoded. */
    long encoded() {
        return encoded;
    }

    void forget() {
        used.clear();
        bytes = 0;
    }

    private void forgetLeastUsed() {
        Iterator<Buffer> leastFirst = used.values().iterator();
        while (bytes > mostBytes && leastFirst.hasNext()) {
            bytes -= leastFirst.next().length();
            leastFirst.remove();
        }
    }
}

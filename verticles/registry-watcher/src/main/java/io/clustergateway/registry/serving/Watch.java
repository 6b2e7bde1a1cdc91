package io.clustergateway.registry.serving;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.Status;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * One watch: a place in the state, then in the history, and so no queue of its own however slow its reader is. Pure; used
 * on one context only.
 */
public final class Watch {
    /** A place before every history. */
    static final long FORGOTTEN = -1;

    /** As much as one frame takes, but for its last event. */
    private static final int FRAME_BYTES = 32 << 10;

    private static final String END_MARK = "k8s.io/initial-events-end";

    private final ServedResource resource;
    private final Rendering rendering;
    private final WatchOptions options;
    private final Frames frames;
    private final History history;
    private final Start start;
    private int stated;
    private boolean marked;
    private boolean headed;
    private boolean over;
    private long place;
    private String version;

    Watch(
            ServedResource resource,
            Rendering rendering,
            WatchOptions options,
            Frames frames,
            History history,
            Start start) {
        this.resource = resource;
        this.rendering = rendering;
        this.options = options;
        this.frames = frames;
        this.history = history;
        this.start = start;
        this.place = start.place();
        this.version = start.version();
        this.marked = !options.wantsEndMark();
    }

    /**
     * What is to be told now: whole events, each a line; empty when there is nothing. Shared, never to be written to.
     * A watch that cannot go on tells so and {@link #isOver}.
     */
    public Optional<Buffer> next() {
        Frame frame = new Frame();
        while (!over && frame.hasRoom() && (tellState(frame) || tellMark(frame) || tellChange(frame))) {
            /* Each of them has told its next. */
        }
        return frame.told();
    }

    /** Whether nothing will be told any more. */
    public boolean isOver() {
        return over;
    }

    /** Whether what comes next is forgotten, because the reader was too slow. */
    public boolean isLeftBehind() {
        return !history.reachesBackTo(place);
    }

    /** How far the watch has come, for a client that understands bookmarks; empty while the state is being told. */
    public Optional<Buffer> bookmark() {
        if (!options.bookmarks() || over || !marked || stated < start.state().size()) {
            return Optional.empty();
        }
        if (place == history.end() && Versions.isLater(history.version(), version)) {
            version = history.version();
        }
        return Optional.of(mark(new JsonObject()));
    }

    private boolean tellState(Frame frame) {
        if (stated == start.state().size()) {
            return false;
        }
        ServedObject object = start.state().get(stated);
        stated++;
        frame.add(line("ADDED", object, true));
        return true;
    }

    private boolean tellMark(Frame frame) {
        if (marked) {
            return false;
        }
        marked = true;
        frame.add(mark(new JsonObject().put(END_MARK, "true")));
        return true;
    }

    private boolean tellChange(Frame frame) {
        if (isLeftBehind()) {
            over = true;
            frame.add(tooOld());
            return true;
        }
        if (place == history.end()) {
            return false;
        }
        Change change = history.at(place);
        place++;
        if (Versions.isLater(change.version(), version)) {
            version = change.version();
            tell(change, frame);
        }
        return true;
    }

    private void tell(Change change, Frame frame) {
        Optional<ServedObject> before = selected(change.before(), change.name());
        Optional<ServedObject> after = selected(change.after(), change.name());
        if (after.isPresent()) {
            frame.add(line(before.isPresent() ? "MODIFIED" : "ADDED", after.get(), false));
        } else if (before.isPresent()) {
            frame.add(line("DELETED", before.get().at(change.version()), false));
        }
    }

    private Optional<ServedObject> selected(Snapshot snapshot, String name) {
        return resource.follow(snapshot, name)
                .filter(object -> options.selection().selects(object.name(), object.labels()));
    }

    /** Rows of a Table hold ages, so that those of the state are made when they are told. */
    private Buffer line(String type, ServedObject object, boolean ofState) {
        boolean table = rendering.shape().form().kind() == Form.Kind.TABLE;
        if (table && (!headed || ofState)) {
            boolean first = !headed;
            headed = true;
            return frames.of(rendering, type, object, first);
        }
        return frames.shared(rendering, type, object);
    }

    private Buffer mark(JsonObject annotations) {
        boolean first = !headed;
        headed = true;
        return frames.of(rendering, "BOOKMARK", rendering.mark(version, annotations), first);
    }

    private Buffer tooOld() {
        return Frames.line(
                "ERROR",
                Status.json(Failure.of(
                        410,
                        "Expired",
                        "too old resource version: %s (%s)".formatted(version, history.floor()),
                        Hop.REGISTRY)));
    }

    /**
     * Where a watch begins.
     *
     * @param state told first
     * @param place in the history from which it goes on
     * @param version up to which nothing is told
     */
    record Start(List<ServedObject> state, long place, String version) {}

    /** A single event goes out as it is, shared; several are put together. */
    private static final class Frame {
        private Optional<Buffer> only = Optional.empty();
        private Optional<Buffer> several = Optional.empty();

        boolean hasRoom() {
            return several.or(() -> only).map(Buffer::length).orElse(0) < FRAME_BYTES;
        }

        void add(Buffer line) {
            if (only.isEmpty()) {
                only = Optional.of(line);
                return;
            }
            if (several.isEmpty()) {
                several = Optional.of(Buffer.buffer(FRAME_BYTES).appendBuffer(only.get()));
            }
            several.get().appendBuffer(line);
        }

        Optional<Buffer> told() {
            return several.or(() -> only);
        }
    }
}

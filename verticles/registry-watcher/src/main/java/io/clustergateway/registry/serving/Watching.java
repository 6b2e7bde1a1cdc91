package io.clustergateway.registry.serving;

import io.clustergateway.kernel.DecodedQuery;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.WatchQuestion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Begins watches of our resources. Pure; used on one context only. */
public final class Watching {
    private final Map<String, ServedResource> resources;
    private final Snapshots snapshots;
    private final History history;
    private final Frames frames;

    /**
     * Watches of the resources these answer reads of.
     *
     * @param snapshots whose current one is that of the latest change in the history
     */
    public Watching(List<Reads> reads, Snapshots snapshots, History history) {
        this(reads, snapshots, history, new Frames());
    }

    Watching(List<Reads> reads, Snapshots snapshots, History history, Frames frames) {
        this.resources = reads.stream()
                .map(Reads::resource)
                .collect(Collectors.toMap(ServedResource::plural, resource -> resource));
        this.snapshots = snapshots;
        this.history = history;
        this.frames = frames;
    }

    /**
     * Checks a question.
     *
     * @throws Failure when it is not answered
     */
    public Asked ask(WatchQuestion question) {
        DecodedQuery query = new DecodedQuery(question.query());
        WatchOptions options = WatchOptions.of(query);
        ServedResource resource = Optional.ofNullable(resources.get(question.resource()))
                .orElseThrow(() -> Failure.internal(Hop.REGISTRY));
        return new Asked(
                resource, new Rendering(resource, Form.accepted(question.accept(), false), query, ""), options);
    }

    /** Nobody watches any more: what was encoded for them can go. */
    public void idle() {
        frames.forget();
    }

    /** A watch that may begin. */
    public final class Asked {
        private final ServedResource resource;
        private final Rendering rendering;
        private final WatchOptions options;

        private Asked(ServedResource resource, Rendering rendering, WatchOptions options) {
            this.resource = resource;
            this.rendering = rendering;
            this.options = options;
        }

        /** After which it ends; empty for the server's choice. */
        public Optional<Duration> limit() {
            return Optional.of(options.limit()).filter(limit -> !limit.isZero());
        }

        /** Whether the state is asked for in a version that is still to come. */
        public boolean isAhead() {
            return options.wantsState()
                    && !options.namesNoVersion()
                    && Versions.isLater(options.version(), current().version());
        }

        /** The failure of a watch that stays ahead for too long. */
        public Failure tooFarAhead() {
            return ListOptions.tooLarge(options.version(), current().version());
        }

        /**
         * Begins; a watch from before the history tells that and is over.
         *
         * @throws Failure 503 when the members are not known yet
         */
        public Watch begin() {
            return new Watch(resource, rendering, options, frames, history, start(current()));
        }

        private Watch.Start start(Snapshot snapshot) {
            if (options.wantsState()) {
                return new Watch.Start(state(snapshot), history.end(), snapshot.version());
            }
            if (options.namesNoVersion()) {
                return new Watch.Start(List.of(), history.end(), snapshot.version());
            }
            OptionalLong place = history.after(options.version());
            return new Watch.Start(List.of(), place.orElse(Watch.FORGOTTEN), options.version());
        }

        private List<ServedObject> state(Snapshot snapshot) {
            Stream<ServedObject> all = resource.all(snapshot).stream();
            return all.filter(object -> options.selection().selects(object.name(), object.labels()))
                    .toList();
        }

        private Snapshot current() {
            return snapshots.current().orElseThrow(Reads::unknown);
        }
    }
}

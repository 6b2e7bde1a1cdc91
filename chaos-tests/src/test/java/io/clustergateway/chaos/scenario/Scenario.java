package io.clustergateway.chaos.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One scenario, one file.
 *
 * @param name a sentence
 * @param rig absent for the one replica that scenarios share
 * @param lasts how long faults come, before everything is mended
 * @param longLasts that with {@code -Pchaos}; absent for {@code lasts}
 */
public record Scenario(
        @JsonProperty(required = true) String name,
        @Nullable RigPlan rig,
        @JsonProperty(required = true) LoadPlan load,
        @JsonProperty(required = true) Span lasts,
        @Nullable Span longLasts,
        @JsonProperty(required = true) List<Step> steps,
        @JsonProperty(required = true) Expectations expect) {
    private static final ObjectMapper MAPPER = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * Replicas of the scenario's own.
     *
     * @param flags beside those of every replica
     * @param debugger whether the scenario suspends threads
     */
    public record RigPlan(
            @JsonProperty(required = true) int replicas,
            @Nullable List<String> flags,
            boolean debugger) {
        public RigPlan {
            flags = flags == null ? List.of() : List.copyOf(flags);
        }
    }

    /**
     * Who calls.
     *
     * @param callers kinds, each with a client of its own for every member
     * @param watches whether members' objects and our own are watched
     * @param streams whether commands are run in members' pods and logs are followed
     */
    public record LoadPlan(
            @JsonProperty(required = true) List<CallerKind> callers,
            @Nullable List<String> members,
            boolean watches,
            boolean streams) {
        public LoadPlan {
            members = members == null ? List.of("alpha", "beta") : List.copyOf(members);
        }
    }

    /**
     * A fault.
     *
     * @param every absent for once
     */
    public record Step(
            @JsonProperty(required = true) Span at,
            @Nullable Span every,
            @JsonProperty(value = "do", required = true) Action action) {}

    /**
     * What may and what must come of it.
     *
     * @param hops that refusals may name
     * @param seen hops of which at least one refusal must be seen
     * @param cuts whether connections may be cut before the head of the answer
     * @param inFlightOnly whether only what was on its way to a replica may fail when that one ends
     * @param spared callers ({@code certificate@beta}) who must not notice anything
     * @param log texts of which each is in the log of a replica
     * @param readyz texts of which each is shown at {@code /readyz?verbose} at some time
     * @param metrics patterns of which each is found in a replica's metrics in the end
     */
    public record Expectations(
            @Nullable Set<String> hops,
            @Nullable Set<String> seen,
            boolean cuts,
            boolean inFlightOnly,
            @Nullable Set<String> spared,
            @Nullable List<String> log,
            @Nullable List<String> readyz,
            @Nullable List<String> metrics) {
        public Expectations {
            hops = hops == null ? Set.of() : Set.copyOf(hops);
            seen = seen == null ? Set.of() : Set.copyOf(seen);
            spared = spared == null ? Set.of() : Set.copyOf(spared);
            log = log == null ? List.of() : List.copyOf(log);
            readyz = readyz == null ? List.of() : List.copyOf(readyz);
            metrics = metrics == null ? List.of() : List.copyOf(metrics);
        }
    }

    /** The length in force. */
    public Duration length() {
        return (Boolean.getBoolean("chaos") && longLasts != null ? longLasts : lasts).duration();
    }

    /** The same with faults for so long, whatever the profile. */
    public Scenario lasting(Span length) {
        return new Scenario(name, rig, load, length, null, steps, expect);
    }

    /** Whether a replica cannot be asked for anything at times. */
    public boolean suspends() {
        return steps.stream().anyMatch(step -> step.action() instanceof Action.Suspend);
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException one line that names file, place and what is wrong
     */
    public static Scenario read(Path file) {
        try {
            return MAPPER.readValue(Files.readString(file), Scenario.class);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : ":%d:%d"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            String fault = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new IllegalArgumentException(file.getFileName() + place + ": " + fault, e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read", e);
        }
    }
}

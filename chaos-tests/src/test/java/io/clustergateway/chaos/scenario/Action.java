package io.clustergateway.chaos.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.clustergateway.chaos.rig.Rig;
import io.clustergateway.testkit.link.Toxic;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing that is done to the rig; in a file {@code NAME: {its fields}}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Action.Cut.class, name = "cut"),
    @JsonSubTypes.Type(value = Action.Mend.class, name = "mend"),
    @JsonSubTypes.Type(value = Action.AddToxic.class, name = "toxic"),
    @JsonSubTypes.Type(value = Action.RemoveToxic.class, name = "removeToxic"),
    @JsonSubTypes.Type(value = Action.HubAnswers.class, name = "hubAnswers"),
    @JsonSubTypes.Type(value = Action.HubRestored.class, name = "hubRestored"),
    @JsonSubTypes.Type(value = Action.Compact.class, name = "compact"),
    @JsonSubTypes.Type(value = Action.EndWatches.class, name = "endWatches"),
    @JsonSubTypes.Type(value = Action.GoAway.class, name = "goAway"),
    @JsonSubTypes.Type(value = Action.EmptyRules.class, name = "emptyRules"),
    @JsonSubTypes.Type(value = Action.SwapRules.class, name = "swapRules"),
    @JsonSubTypes.Type(value = Action.Rotate.class, name = "rotate"),
    @JsonSubTypes.Type(value = Action.Kill.class, name = "kill"),
    @JsonSubTypes.Type(value = Action.Terminate.class, name = "terminate"),
    @JsonSubTypes.Type(value = Action.Start.class, name = "start"),
    @JsonSubTypes.Type(value = Action.Suspend.class, name = "suspend"),
    @JsonSubTypes.Type(value = Action.Resume.class, name = "resume"),
    @JsonSubTypes.Type(value = Action.BlockLoop.class, name = "blockLoop"),
    @JsonSubTypes.Type(value = Action.UnblockLoop.class, name = "unblockLoop"),
    @JsonSubTypes.Type(value = Action.LimitFiles.class, name = "limitFiles"),
    @JsonSubTypes.Type(value = Action.NoDisk.class, name = "noDisk"),
    @JsonSubTypes.Type(value = Action.DiskAgain.class, name = "diskAgain"),
    @JsonSubTypes.Type(value = Action.KillLeader.class, name = "killLeader"),
    @JsonSubTypes.Type(value = Action.AwaitLeader.class, name = "awaitLeader")
})
public sealed interface Action {
    /** Does it; may wait for processes, never for the load. */
    void on(Rig rig);

    /** Links: {@code hub}, {@code alpha}, {@code beta}, {@code konnectivity}, {@code exchanger}. */
    record Cut(@JsonProperty(required = true) String link) implements Action {
        @Override
        public void on(Rig rig) {
            rig.link(link).cut();
        }
    }

    /** Takes every toxic out too. */
    record Mend(@JsonProperty(required = true) String link) implements Action {
        @Override
        public void on(Rig rig) {
            rig.link(link).mend();
        }
    }

    /** As Toxiproxy has it; {@code name} is the type unless it is given, {@code toxicity} 1. */
    record AddToxic(
            @JsonProperty(required = true) String link,
            @Nullable String name,
            @JsonProperty(required = true) String type,
            @JsonProperty(required = true) String stream,
            @Nullable Double toxicity,
            @Nullable Map<String, Integer> attributes)
            implements Action {
        @Override
        public void on(Rig rig) {
            rig.link(link)
                    .add(new Toxic(
                            name == null ? type : name,
                            Toxic.Type.valueOf(type.toUpperCase(Locale.ROOT)),
                            Toxic.Stream.valueOf(stream.toUpperCase(Locale.ROOT)),
                            toxicity == null ? 1 : toxicity,
                            attributes == null ? Map.of() : attributes));
        }
    }

    record RemoveToxic(
            @JsonProperty(required = true) String link,
            @JsonProperty(required = true) String name) implements Action {
        @Override
        public void on(Rig rig) {
            rig.link(link).remove(name);
        }
    }

    /** The hub answers requests of this prefix with a status of its own, or with nothing at all ({@code 0}). */
    record HubAnswers(
            @JsonProperty(required = true) String prefix,
            @JsonProperty(required = true) int status) implements Action {
        @Override
        public void on(Rig rig) {
            rig.hubAnswers(prefix, status);
        }
    }

    record HubRestored(@JsonProperty(required = true) String prefix) implements Action {
        @Override
        public void on(Rig rig) {
            rig.hubRestored(prefix);
        }
    }

    /** {@code hub} or a member forgets its history and ends its watches, so that they get 410. */
    record Compact(@JsonProperty(required = true) String server) implements Action {
        @Override
        public void on(Rig rig) {
            rig.server(server).compact();
            rig.server(server).endWatches();
        }
    }

    record EndWatches(@JsonProperty(required = true) String server) implements Action {
        @Override
        public void on(Rig rig) {
            rig.server(server).endWatches();
        }
    }

    /** The member sends GOAWAY after each answer, or does not any more. */
    record GoAway(
            @JsonProperty(required = true) String member,
            @JsonProperty(required = true) boolean sends) implements Action {
        @Override
        public void on(Rig rig) {
            rig.member(member).sendsGoAway(sends);
        }
    }

    /** The folder of the rules' file is there and empty. */
    record EmptyRules() implements Action {
        @Override
        public void on(Rig rig) {
            rig.rules().empty();
        }
    }

    /** Another version, exchanged as a ConfigMap mount does. */
    record SwapRules() implements Action {
        @Override
        public void on(Rig rig) {
            rig.rules().swap();
        }
    }

    /** The gateway gets another certificate for the member {@code alpha}. */
    record Rotate() implements Action {
        @Override
        public void on(Rig rig) {
            rig.rotate();
        }
    }

    /** SIGKILL; without a replica the next in turn, and it is started again. */
    record Kill(@Nullable Integer replica) implements Action {
        @Override
        public void on(Rig rig) {
            if (replica == null) {
                rig.killNextAndStart();
            } else {
                rig.replica(replica).kill();
            }
        }
    }

    /** SIGTERM; returns when it is down. */
    record Terminate(@JsonProperty(required = true) int replica) implements Action {
        @Override
        public void on(Rig rig) {
            rig.replica(replica).terminate();
        }
    }

    record Start(@JsonProperty(required = true) int replica) implements Action {
        @Override
        public void on(Rig rig) {
            rig.start(replica);
        }
    }

    /** SIGSTOP: as a machine that sleeps, whose clocks jump when it wakes. */
    record Suspend(@JsonProperty(required = true) int replica) implements Action {
        @Override
        public void on(Rig rig) {
            rig.replica(replica).faults().signal("STOP");
        }
    }

    record Resume(@JsonProperty(required = true) int replica) implements Action {
        @Override
        public void on(Rig rig) {
            rig.replica(replica).faults().signal("CONT");
        }
    }

    /** One event loop stands still. */
    record BlockLoop(@JsonProperty(required = true) int replica) implements Action {
        @Override
        public void on(Rig rig) {
            rig.replica(replica).blockLoop();
        }
    }

    record UnblockLoop(@JsonProperty(required = true) int replica) implements Action {
        @Override
        public void on(Rig rig) {
            rig.replica(replica).unblockLoop();
        }
    }

    /** So many descriptors more than it has now may be opened; a negative number is no limit. */
    record LimitFiles(
            @JsonProperty(required = true) int replica,
            @JsonProperty(required = true) int spare) implements Action {
        @Override
        public void on(Rig rig) {
            rig.replica(replica).faults().limitFiles(spare);
        }
    }

    /** No byte can be written to any file from here on. */
    record NoDisk(@JsonProperty(required = true) int replica) implements Action {
        @Override
        public void on(Rig rig) {
            rig.replica(replica).faults().noDisk();
        }
    }

    /** Files can be written to again. */
    record DiskAgain(@JsonProperty(required = true) int replica) implements Action {
        @Override
        public void on(Rig rig) {
            rig.replica(replica).faults().diskAgain();
        }
    }

    /** SIGKILL for the one that holds the Lease by which members' health is written. */
    record KillLeader() implements Action {
        @Override
        public void on(Rig rig) {
            rig.election().killLeader();
        }
    }

    /** Waits until another one has taken the Lease over, and has written what the member's health is now. */
    record AwaitLeader() implements Action {
        @Override
        public void on(Rig rig) {
            rig.election().awaitSuccessor();
        }
    }
}

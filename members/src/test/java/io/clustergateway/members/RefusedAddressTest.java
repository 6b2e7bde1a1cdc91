package io.clustergateway.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.members.dial.AddressGuard;
import io.clustergateway.members.dial.AddressNotAllowed;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The warning about a member whose address is refused belongs to all event loops together. */
@Timeout(30)
final class RefusedAddressTest {
    private static final String WARNING = "member-address/m";
    private static final MemberSettings NO_LOOPBACK =
            new MemberSettings(new AddressGuard(List.of(), List.of(), false), Optional.empty());
    private static final Cluster LOOPBACK =
            TestMember.cluster("m", List.of(new Endpoint("127.0.0.1", 1, "")), new Egress.Direct(), Optional.empty());

    private final Vertx vertx = Vertx.vertx();
    private final Readiness readiness = new Readiness();
    private final MemberConnections one = connections();
    private final MemberConnections other = connections();

    @AfterEach
    void tearDown() {
        vertx.close().await();
    }

    @Test
    void isShownWhileAnyLoopIsRefused() {
        refused(one);
        refused(other);
        one.follow(ClusterTable.EMPTY);
        assertThat(readiness.warnings()).containsOnlyKeys(WARNING);
        other.follow(ClusterTable.EMPTY);
        assertThat(readiness.warnings()).isEmpty();
    }

    @Test
    void isNotTakenBackByALoopThatNeverGaveIt() {
        refused(one);
        other.of(LOOPBACK).orElseThrow().drop().await();
        assertThat(readiness.warnings()).containsOnlyKeys(WARNING);
    }

    @Test
    void isNotTakenBackByAnOlderVersionThatCloses() {
        Cluster newer = newer("127.0.0.1");
        MemberConnection.Lease stream = refused(one).lease(() -> {});
        one.follow(ClusterTable.EMPTY.with(newer, "2"));
        assertThat(readiness.warnings()).as("nothing is known of the newer").isEmpty();
        refused(one, newer);
        stream.release();
        assertThat(readiness.warnings()).containsOnlyKeys(WARNING);
        one.follow(ClusterTable.EMPTY);
        assertThat(readiness.warnings()).isEmpty();
    }

    @Test
    void endsWithTheVersionThatWasRefusedThoughAStreamOfItIsOpen() {
        MemberConnection.Lease stream = refused(one).lease(() -> {});
        one.follow(ClusterTable.EMPTY.with(newer("10.0.0.1"), "2"));
        assertThat(readiness.warnings()).isEmpty();
        stream.release();
    }

    private MemberConnection refused(MemberConnections connections) {
        return refused(connections, LOOPBACK);
    }

    private MemberConnection refused(MemberConnections connections, Cluster cluster) {
        MemberConnection connection = connections.of(cluster).orElseThrow();
        assertThatThrownBy(() -> connection.request().await(10, TimeUnit.SECONDS))
                .isInstanceOf(AddressNotAllowed.class);
        return connection;
    }

    private static Cluster newer(String host) {
        return new Cluster(
                LOOPBACK.name(),
                LOOPBACK.uid(),
                "2",
                LOOPBACK.createdAt(),
                LOOPBACK.labels(),
                "",
                "",
                new Endpoint(host, 1, ""),
                LOOPBACK.trust(),
                LOOPBACK.credential(),
                Optional.empty(),
                LOOPBACK.health(),
                Optional.empty(),
                Optional.empty(),
                "another key");
    }

    private MemberConnections connections() {
        return new MemberConnections(vertx, Duration.ofSeconds(3), NO_LOOPBACK, readiness);
    }
}

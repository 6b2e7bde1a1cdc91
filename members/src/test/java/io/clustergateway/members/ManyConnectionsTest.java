package io.clustergateway.members;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a new table costs whoever has connections to many members. The figures are printed, for people. */
final class ManyConnectionsTest {
    private static final Logger log = LoggerFactory.getLogger(ManyConnectionsTest.class);
    private static final int TABLES = 2_000;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void tearDown() {
        vertx.close().await();
    }

    @Test
    void followingATable() {
        for (int members : List.of(500, 5_000, 500, 5_000)) {
            MemberConnections connections = TestMember.onLoopback(vertx);
            ClusterTable table = ClusterTable.EMPTY;
            for (int i = 0; i < members; i++) {
                table = table.with(cluster("m" + i), "1");
            }
            connections.follow(table);
            table.members().values().forEach(member -> connections.of((Cluster) member));
            long nanos = 0;
            for (int i = 0; i < TABLES; i++) {
                table = table.with(cluster("m" + i % members), "" + i);
                long from = System.nanoTime();
                connections.follow(table);
                nanos += System.nanoTime() - from;
            }
            log.info("{} members with connections: {} us a table", members, nanos / 1000 / TABLES);
            assertThat(connections.size()).isEqualTo(members);
            connections.follow(table.without("m0", "last"));
            assertThat(connections.size()).isEqualTo(members - 1);
            connections.close().await();
        }
    }

    private static Cluster cluster(String name) {
        return TestMember.cluster(
                name, List.of(new Endpoint("127.0.0.1", 1, "")), new Egress.Direct(), Optional.empty());
    }
}

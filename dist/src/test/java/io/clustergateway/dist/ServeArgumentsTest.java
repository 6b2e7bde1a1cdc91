package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arguments of a Deployment, separated by blanks, and the tree they make. */
final class ServeArgumentsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            serve --secret-namespace=members                         | {"registry":{"secretNamespace":"members"}}
            serve --secret-namespace members                         | {"registry":{"secretNamespace":"members"}}
            --secret-namespace=members                               | {"registry":{"secretNamespace":"members"}}
            apiserver --secret_namespace=members                     | {"registry":{"secretNamespace":"members"}}
            serve --ocm-integration                                  | {"registry":{"ocmIntegration":"true"}}
            serve --ocm-integration=false                            | {"registry":{"ocmIntegration":"false"}}
            serve --member-cidr-allow=10.0.0.0/8,192.168.0.0/16      | {"members":{"cidrAllow":"10.0.0.0/8,192.168.0.0/16"}}
            serve --member-cidr-allow=10.0.0.0/8 --member-cidr-allow=192.168.0.0/16 | {"members":{"cidrAllow":"10.0.0.0/8,192.168.0.0/16"}}
            serve --allow-loopback-members --secret-namespace=a      | {"members":{"allowLoopback":"true"},"registry":{"secretNamespace":"a"}}
            serve --secret-namespace=a --secret-namespace=b          | {"registry":{"secretNamespace":"b"}}
            serve --feature-gates=ClientIdentityPenetration=true     | {"identity":{"passing":true}}
            serve --feature-gates=ClientIdentityPenetration=false    | {"identity":{"passing":false}}
            serve --feature-gates=Unknown=true --secret-namespace=a  | {"registry":{"secretNamespace":"a"}}
            serve --unknown=1 --secret-namespace=a word              | {"registry":{"secretNamespace":"a"},"identity":{"passing":false}}
            serve                                                    | {"identity":{"passing":false}}
            """)
    void makeThisTree(String arguments, String tree) {
        JsonObject made = ServeArguments.tree(List.of(arguments.split(" ")));
        JsonObject expected = new JsonObject(tree);
        if (!arguments.contains("--feature-gates")) {
            // Without gates passing is off, and said to be.
            expected.put("identity", new JsonObject().put("passing", false));
        }
        assertThat(made).isEqualTo(expected);
    }
}

# The image of the gateway: docker build -t cluster-gateway .
# The same folders as build/image/run packs, which needs no container engine (docs/image.md).

FROM maven:3.9-eclipse-temurin-25 AS build
RUN apt-get update && apt-get install -y --no-install-recommends binutils && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN mvn -B -q -Pimage -Dmaven.test.skip=true -Dfuzz.skip=true -Dspotless.check.skip=true -pl dist -am package
RUN IMAGE_JDK="$JAVA_HOME" build/image/layers "$(dpkg --print-architecture)" /layers

FROM scratch AS layers
COPY --from=build /layers/os/ /
COPY --from=build /layers/java/ /
COPY --from=build /layers/libraries/ /
COPY --from=build /layers/application/ /

# The program once, for Java's ahead-of-time cache: the demo makes a hub, two members, and a request to each.
FROM layers AS classes
WORKDIR /tmp
RUN ["/java/bin/java", "@/app/java.args", "-XX:AOTCacheOutput=/tmp/classes.aot", "io.clustergateway.dist.Main", "demo", "--once"]

FROM layers
COPY --from=classes /tmp/classes.aot /app/classes.aot
ENV LANG=C.UTF-8
USER 65532:65532
EXPOSE 9443
ENTRYPOINT ["/java/bin/java", "@/app/java.args", "-XX:AOTCache=/app/classes.aot", "io.clustergateway.dist.Main"]

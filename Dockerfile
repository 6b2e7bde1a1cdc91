# The image of the gateway: `./cluster-gateway version` builds the jar, then `docker build -t cluster-gateway .`
FROM eclipse-temurin:17-jre
COPY dist/target/cluster-gateway.jar /cluster-gateway.jar
USER 65532:65532
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-Xms96m", "-XX:MaxRAMPercentage=50", "-jar", "/cluster-gateway.jar"]

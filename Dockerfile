# One of the five services, as the build has made it; docker-compose.yml says which. Built from the project's folder:
#   docker build --build-arg SERVICE=order-service .
FROM eclipse-temurin:25.0.3_9-jre-noble

ARG SERVICE

# Where the files of imports wait while they are received; a volume keeps this owner.
RUN test -n "$SERVICE" && install -d -o 10001 -g 10001 /var/lib/merge-suite/uploads

# Root's, so that the service cannot change its own program.
COPY ${SERVICE}/target/quarkus-app/ /app/

USER 10001:10001
WORKDIR /app

# The heap comes from JDK_JAVA_OPTIONS. A process without memory is of no use; a new one is.
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-Xss512k", "-XX:+ExitOnOutOfMemoryError", "-jar", "/app/quarkus-run.jar"]

# Asks at the port that the service listens on; the image has no program that speaks HTTP.
HEALTHCHECK --interval=5s --timeout=5s --start-period=90s --retries=6 \
    CMD ["bash", "-c", "exec 3<>\"/dev/tcp/127.0.0.1/$QUARKUS_HTTP_PORT\" && printf 'GET /q/health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r answer <&3 && [[ $answer == *' 200 '* ]]"]

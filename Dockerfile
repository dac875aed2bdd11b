# The images of Spillway and of what it deploys: docker build --target spillway|app|controller .
# Nothing of the build stage reaches an image but the three programs.
FROM debian:12 AS build
WORKDIR /src
# By itself, so that the packages are installed again only when their list changes.
COPY tools/setup.sh tools/setup.sh
RUN tools/setup.sh --build
COPY CMakeLists.txt CMakePresets.json ./
COPY cmake cmake
COPY runtime runtime
COPY app app
COPY controller controller
COPY emulator emulator
COPY tools tools
COPY tests tests
COPY scenarios scenarios
RUN tools/build_release.sh spillway spillway-app spillway-controller

FROM debian:12 AS base
RUN apt-get update -q \
 && apt-get install -y -q --no-install-recommends libcurl4 libsimdjson14 libssl3 libstdc++6 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 1000 spillway
USER spillway
WORKDIR /home/spillway

# The web API: a Lambda custom runtime, or, in a task, an HTTP server on PORT.
FROM base AS app
COPY --from=build /src/build/release/bin/spillway-app /usr/local/bin/
EXPOSE 8080
ENTRYPOINT ["spillway-app"]

# The failover controller, a Lambda custom runtime.
FROM base AS controller
COPY --from=build /src/build/release/bin/spillway-controller /usr/local/bin/
ENTRYPOINT ["spillway-controller"]

# The emulator. In a container it must listen on all of its addresses: spillway up SCENARIO --bind 0.0.0.0, and
# --allow-host for each name by which others call it.
FROM base AS spillway
USER root
RUN apt-get update -q \
 && apt-get install -y -q --no-install-recommends curl libyaml-cpp0.7 \
 && rm -rf /var/lib/apt/lists/*
USER spillway
COPY --from=build /src/build/release/bin/spillway /src/build/release/bin/spillway-app \
     /src/build/release/bin/spillway-controller /usr/local/bin/
COPY scenarios scenarios
EXPOSE 4566 8000
STOPSIGNAL SIGINT
HEALTHCHECK --interval=2s --timeout=2s --start-period=5s \
  CMD curl -fsS http://127.0.0.1:4566/_spillway/health || exit 1
ENTRYPOINT ["spillway"]
CMD ["--help"]

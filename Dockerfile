FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY src ./src
COPY commands ./commands
COPY migrations ./migrations
COPY scripts/bundle.ts scripts/bundle-packages.ts ./scripts/
COPY scripts/audit-ledger.ts scripts/backup.ts scripts/doctor.ts scripts/export.ts scripts/restore.ts ./scripts/
COPY scripts/move-archive.ts scripts/move-database.ts ./scripts/
# The bot in a hundred files instead of eleven hundred, with what of node_modules it needs besides: it starts faster, takes
# less memory, and is 31 MiB instead of 157.
RUN node scripts/bundle.ts /bundle

FROM node:24-slim

# Charts are drawn here, with names and words in any script; the image itself has no letters at all.
RUN apt-get update \
  && apt-get install -y --no-install-recommends fontconfig fonts-dejavu-core fonts-noto-cjk \
  && rm -rf /var/lib/apt/lists/*

ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /bundle ./

# Database and picture archive; everything that must survive the container is here.
ENV DATA_DIR=/data HTTP_HOST=0.0.0.0 HTTP_PORT=8080
# Memory settings and compiled code, as src/system/process-settings.ts gives them elsewhere; set here, no restart is needed.
ENV MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=131072 MALLOC_TRIM_THRESHOLD_=131072 NODE_COMPILE_CACHE=/app/.cache
RUN mkdir /data /app/.cache && chown node:node /data /app/.cache
VOLUME /data
USER node
# Compiles everything once, for every start. Without NODE_ENV=production no token is asked for.
RUN NODE_ENV=build node --max-semi-space-size=16 src/main.js --check
EXPOSE 8080

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.HTTP_PORT || 8080) + '/healthz').then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]

# Not npm: signals must reach the bot itself, which then puts its jobs down in order.
CMD ["node", "--max-semi-space-size=16", "--expose-gc", "src/main.js"]

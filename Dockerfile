FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

# Everything but pages that need a browser. Owned by root: the program cannot change itself.
FROM node:20-slim AS slim
WORKDIR /app
ENV NODE_ENV=production HOME=/tmp
COPY --from=build /app /app
RUN mkdir -p /app/data && chown node:node /app/data
USER node
VOLUME /app/data
# `redwatch start` opens the desk here; docker-compose.yml asks each role at its own port.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8123/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["bin/redwatch"]
CMD ["start"]

FROM slim AS chromium
USER root
RUN apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
ENV REDWATCH_CHROMIUM=/usr/bin/chromium
USER node

# The node and the command line in one image; the second target is the test network of compose.yaml.
#   docker build --tag tallystick .
FROM python:3.11-slim AS wheel
WORKDIR /src
COPY pyproject.toml requirements.lock README.md LICENSE CHANGELOG.md ./
COPY client client
COPY node node
COPY contracts contracts
# The lock's versions, for what this image asks for; a constraint takes no hashes and no extras.
RUN sed -e '/^ *--hash=/d' -e 's/ *\\$//' -e 's/\[[^]]*\]//' requirements.lock > versions \
 && python -m pip install --quiet --constraint versions build hatchling \
 && python -m build --wheel --no-isolation --outdir dist .

FROM python:3.11-slim AS node
RUN useradd --create-home --uid 10001 tallystick && install -d -o tallystick /data
COPY --from=wheel /src/versions /src/dist/*.whl /tmp/
RUN python -m pip install --quiet --no-cache-dir --constraint /tmp/versions \
      "$(echo /tmp/tallystick-*.whl)[node]" \
 && rm /tmp/versions /tmp/*.whl
USER tallystick
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["tallystick"]
CMD ["node", "--data-dir", "/data", "--host", "0.0.0.0"]

FROM node:22-slim AS anvil
WORKDIR /opt/anvil
RUN npm install --silent --no-audit --no-fund @foundry-rs/anvil@1.7.1
USER node
EXPOSE 8545
ENTRYPOINT ["npx", "--no-install", "anvil", "--host", "0.0.0.0"]

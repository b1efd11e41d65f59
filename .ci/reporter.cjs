// Mocha takes one reporter: this one is two, the readable one and the one that writes the results as JSON.
const { reporters } = require('mocha');

module.exports = function SpecAndJson(runner, options) {
  new reporters.Spec(runner, options);
  new reporters.JSON(runner, options);
};
